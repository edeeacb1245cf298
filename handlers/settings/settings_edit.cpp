/// Settings as they are changed: checked while somebody types, saved as a version over the file, returned.
#include "bot/text.h"
#include "handlers/audit/audit_store.h"
#include "handlers/settings/settings_opened.h"
#include "handlers/web/diff_view.h"

namespace {

constexpr std::size_t most_bytes = 200 * 1000;
constexpr std::size_t note_bytes = 300;

/// As files have it: browsers send a carriage return before each line end.
std::string posted_text(const WebRequest& request) {
  std::string text;
  for (const char c : clean_utf8(request.form.text("text")))
    if (c != '\r') text += c;
  if (!text.empty() && text.back() != '\n') text += '\n';
  return text;
}

int posted_number(const WebRequest& request, const char* name) {
  const auto text = request.form.text(name);
  if (text.empty() || text.size() > 7 || text.find_first_not_of("0123456789") != text.npos) return -1;
  return std::stoi(text);
}

}  // namespace

struct SettingsDesk::Wanted {
  std::string text, note;
  int base = 0;  // the version that was changed
  const char* did = "saved";
};

struct SettingsDesk::Outcome {
  enum class End { editing, saved, same, old_version, wrong, too_long, busy };
  End kind = End::editing;
  std::vector<TextProblem> problems;
  std::vector<EditVersion> versions;  // as they are now, newest first
};

HttpResponse SettingsDesk::edit(const WebRequest& request, Connection& connection) const {
  std::vector<HttpResponse> instead;
  const auto file = opened(request, connection, instead);
  if (!file) return std::move(instead.front());
  Wanted wanted;
  wanted.text = file->text();
  wanted.base = file->version();
  return form(request, *file, wanted, {});
}

/// For htmx, while somebody types: what is wrong, or how it would look.
HttpResponse SettingsDesk::check(const WebRequest& request, Connection& connection) const {
  std::vector<HttpResponse> instead;
  const auto file = opened(request, connection, instead);
  if (!file) return std::move(instead.front());
  const auto text = posted_text(request);
  PageData data;
  if (text.size() > most_bytes) {
    data.flag("too_long", true);
    return web_.show(request, {"desk/setting_check", std::move(data), 200, false, true});
  }
  const auto trial = try_edit(*parts_.config, file->edits, {file->file.path, 0, text});
  add_problems(data, request, trial.problems, file->file);
  data.flag("all_well", trial.library != nullptr);
  if (trial.library) {
    const auto with = reader(request, trial.library.get());
    if (file->file.group == TemplateGroup::wording) {
      auto changed = message_section(with, file->text(), text);
      if (!changed.rows.empty()) add_sections(data, "sections", {std::move(changed)});
    } else {
      add_sections(data, "sections", settings_sections(with, file->file.path, text));
    }
  }
  data.list("lines", diff_view(file->text(), text, web_.word(request, "settings.same_lines")));
  data.flag("differs", text != file->text());
  return web_.show(request, {"desk/setting_check", std::move(data), 200, false, true});
}

HttpResponse SettingsDesk::save(const WebRequest& request, Connection& connection) const {
  std::vector<HttpResponse> instead;
  const auto file = opened(request, connection, instead);
  if (!file) return std::move(instead.front());
  Wanted wanted;
  wanted.text = posted_text(request);
  wanted.base = posted_number(request, "base");
  wanted.note = prefix_bytes(trimmed(clean_utf8(request.form.text("note"))), note_bytes);
  return store(request, connection, *file, wanted);
}

/// "version" of the form: an older one, or 0 for the file that ships.
HttpResponse SettingsDesk::go_back(const WebRequest& request, Connection& connection) const {
  std::vector<HttpResponse> instead;
  const auto file = opened(request, connection, instead);
  if (!file) return std::move(instead.front());
  const auto version = posted_number(request, "version");
  Wanted wanted;
  wanted.base = posted_number(request, "base");
  wanted.did = "returned";
  if (version == 0) {
    wanted.text = file->shipped;
    return store(request, connection, *file, wanted);
  }
  for (const auto& one : file->versions) {
    if (one.version != version || !one.text) continue;
    wanted.text = *one.text;
    wanted.note = "↩ " + std::to_string(version);
    return store(request, connection, *file, wanted);
  }
  return web_.failure(request, 404, "not_found");
}

SettingsDesk::Outcome SettingsDesk::attempt(Transaction& transaction, const WebRequest& request,
                                            const Opened& file, const Wanted& wanted) const {
  using End = Outcome::End;
  lock_edits(transaction);
  Opened now = file;
  now.versions = edit_versions(transaction, file.file.path);
  if (now.version() != wanted.base) return {End::old_version, {}, std::move(now.versions)};
  if (wanted.text == now.text() && !now.shipped_moved()) return {End::same, {}, {}};
  EditVersion edit{file.file.path,
                   wanted.base + 1,
                   wanted.text,
                   file.shipped,
                   request.visitor.userid,
                   request.visitor.name.empty() ? request.visitor.userid : request.visitor.name,
                   wanted.note,
                   request.now};
  if (wanted.text == file.shipped) {
    edit.text.reset();  // may always count again: it is what the desk began with
  } else {
    auto trial =
        try_edit(*parts_.config, edits_in_force(transaction), {edit.path, edit.version, wanted.text});
    if (!trial.problems.empty()) return {End::wrong, std::move(trial.problems), {}};
  }
  add_edit(transaction, edit);
  audit(transaction, {{request.visitor.key(), request.visitor.role, "write", "setting:" + edit.path,
                       "version " + std::to_string(edit.version) + (edit.text ? "" : ", as shipped"),
                       wanted.note, "page", request.http->remote}});
  return {End::saved, {}, {}};
}

HttpResponse SettingsDesk::store(const WebRequest& request, Connection& connection, const Opened& file,
                                 const Wanted& wanted) const {
  using End = Outcome::End;
  if (wanted.text.size() > most_bytes) return form(request, file, wanted, {End::too_long, {}, {}});
  const auto done = connection.transact(
      [&](Transaction& transaction) { return attempt(transaction, request, file, wanted); });
  // Nothing of what was typed may go.
  if (!done) return form(request, file, wanted, {End::busy, {{"", 0, web_.word(request, "error.busy")}}, {}});
  if (done->kind == End::saved || done->kind == End::same)
    return web_.redirect(
        request, settings_url(file.file.path) + "?did=" + (done->kind == End::same ? "same" : wanted.did));
  return form(request, file, wanted, *done);
}

HttpResponse SettingsDesk::form(const WebRequest& request, const Opened& file, const Wanted& wanted,
                                const Outcome& outcome) const {
  using End = Outcome::End;
  auto data = frame(request, title_of(request, file.file.path));
  auto now = file;
  if (outcome.kind == End::old_version) now.versions = outcome.versions;
  add_state(data, request, now);
  data.text("text", wanted.text).text("note", wanted.note);
  data.text("check_url", "/desk/settings/check/" + file.file.path);
  data.text("save_url", "/desk/settings/save/" + file.file.path);
  data.text("keep_as", "setting " + file.file.path);
  // After the difference has been shown, saving again is meant.
  data.number("base", outcome.kind == End::old_version ? now.version() : wanted.base);
  add_problems(data, request, outcome.problems, file.file);
  data.flag("wrong", outcome.kind == End::wrong).flag("too_long", outcome.kind == End::too_long);
  int status = outcome.kind == End::editing ? 200 : outcome.kind == End::busy ? 503 : 422;
  if (outcome.kind == End::old_version) {
    status = 409;
    data.flag("old_version", true);
    data.list("theirs", diff_view(wanted.text, now.text(), web_.word(request, "settings.same_lines")));
  }
  return web_.show(request, {"desk/setting_edit", std::move(data), status});
}
