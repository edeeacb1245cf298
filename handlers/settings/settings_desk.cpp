/// Settings as they are read: the list, and one file with its versions.
#include "handlers/settings/settings_desk.h"

#include <algorithm>

#include "gateway/log.h"
#include "handlers/settings/settings_opened.h"
#include "handlers/tickets/notices.h"
#include "handlers/web/diff_view.h"
#include "templates/lint_words.h"

namespace {

constexpr std::size_t text_bytes = 1024 * 1024;  // 200 kB of Chinese, escaped

const char* name_of_group(TemplateGroup group) {
  switch (group) {
    case TemplateGroup::forms:
      return "forms";
    case TemplateGroup::checklists:
      return "checklists";
    case TemplateGroup::words:
      return "dictionaries";
    case TemplateGroup::wording:
      return "wording";
    case TemplateGroup::limits:
      return "limits";
  }
  return "";
}

const EditVersion* edit_of(const std::vector<EditVersion>& edits, const std::string& path) {
  const auto found =
      std::find_if(edits.begin(), edits.end(), [&](const auto& edit) { return edit.path == path; });
  return found == edits.end() || !found->text ? nullptr : &*found;
}

bool is_refused(const Library& library, const EditVersion& edit) {
  return std::any_of(library.refused_edits.begin(), library.refused_edits.end(), [&](const auto& refused) {
    return refused.path == edit.path && refused.version == edit.version;
  });
}

}  // namespace

std::string settings_url(const std::string& path) { return "/desk/settings/" + path; }

std::vector<WebRoute> SettingsDesk::routes() {
  const auto bind = [this](auto method) {
    return [this, method](const WebRequest& request, Connection& connection) {
      return (this->*method)(request, connection);
    };
  };
  const auto sees = Access::to(Act::see, Thing::settings), writes = Access::to(Act::write, Thing::settings);
  return {{"GET", "/desk/settings", sees, bind(&SettingsDesk::list)},
          {"GET", "/desk/settings/", sees, bind(&SettingsDesk::look)},
          {"GET", "/desk/settings/edit/", writes, bind(&SettingsDesk::edit)},
          {"POST", "/desk/settings/check/", writes, bind(&SettingsDesk::check), text_bytes},
          {"POST", "/desk/settings/save/", writes, bind(&SettingsDesk::save), text_bytes},
          {"POST", "/desk/settings/return/", writes, bind(&SettingsDesk::go_back), 8192}};
}

PageData SettingsDesk::frame(const WebRequest& request, const std::string& title) const {
  PageData data;
  data.text("title", title).flag("nav_desk", true).flag("tab_settings", true);
  data.flag("may_write", request.visitor.may(Act::write, Thing::settings) != Grant::no);
  return data;
}

SettingsReader SettingsDesk::reader(const WebRequest& request, const Library* library) const {
  return {library, request.locale,
          [this, &request](const std::string& key) { return web_.word(request, key); }, request.now};
}

/// What people call it; the path where nobody has a name for it.
std::string SettingsDesk::title_of(const WebRequest& request, const std::string& path) const {
  const auto library = parts_.library->get();
  auto stem = path.substr(path.rfind('/') + 1, path.rfind('.') - path.rfind('/') - 1);
  const auto key = "settings_file." + std::string(path.starts_with("handover/") ? "handover_" : "") + stem;
  if (auto word = web_.word(request, key); word != key) return word;
  for (const auto& form : library->forms.forms)
    if (path == "forms/" + form.id + ".toml") return in_locale(form.title, request.locale);
  return stem;
}

HttpResponse SettingsDesk::list(const WebRequest& request, Connection& connection) const {
  const auto edits = connection.transact([](Transaction& transaction) { return newest_edits(transaction); });
  if (!edits) return web_.failure(request, 503, "busy");
  const auto library = parts_.library->get();
  std::map<std::string, std::vector<PageData>> groups;
  std::vector<std::string> order;
  long long refused = 0;
  for (const auto& file : template_files(*parts_.config)) {
    auto group = std::string(name_of_group(file.group));
    if (std::find(order.begin(), order.end(), group) == order.end()) order.push_back(group);
    PageData line;
    line.text("path", file.path)
        .text("url", settings_url(file.path))
        .text("name", title_of(request, file.path));
    if (file.group == TemplateGroup::wording)
      line.text("language", file.path.substr(9, file.path.rfind('/') - 9));
    if (const auto* edit = edit_of(*edits, file.path)) {
      const bool wrong = is_refused(*library, *edit);
      refused += wrong ? 1 : 0;
      line.flag("edited", true).flag("refused", wrong).number("version", edit->version);
      line.text("by", edit->by_name).text("at", clock_text(edit->at, parts_.minutes_east));
      line.flag("moved", edit->shipped != text_of_file(file.opened));
    }
    groups[group].push_back(std::move(line));
  }
  std::vector<PageData> shown;
  for (const auto& group : order)
    shown.push_back(PageData()
                        .text("heading", web_.word(request, "settings.group_" + group))
                        .text("hint", web_.word(request, "settings.group_" + group + "_hint"))
                        .list("files", std::move(groups[group])));
  auto data = frame(request, web_.word(request, "settings.title"));
  data.list("groups", std::move(shown)).flag("some_refused", refused > 0);
  add_sections(data, "sections",
               config_sections(reader(request, library.get()), *parts_.config,
                               parts_.rates ? parts_.rates() : parts_.config->limits));
  return web_.show(request, {"desk/settings", std::move(data)});
}

std::optional<SettingsDesk::Opened> SettingsDesk::opened(const WebRequest& request, Connection& connection,
                                                         std::vector<HttpResponse>& instead) const {
  const auto file = template_file(*parts_.config, request.rest);
  if (!file) {
    instead.push_back(web_.failure(request, 404, "not_found"));
    return std::nullopt;
  }
  Opened found;
  found.file = *file;
  found.shipped = text_of_file(file->opened);
  const auto read = connection.transact([&](Transaction& transaction) {
    found.edits = edits_in_force(transaction);
    found.versions = edit_versions(transaction, file->path);
    return Done{};
  });
  if (read) return found;
  instead.push_back(web_.failure(request, 503, "busy"));
  return std::nullopt;
}

void SettingsDesk::add_sections(PageData& data, const char* name,
                                const std::vector<SettingsSection>& sections) const {
  std::vector<PageData> shown;
  for (const auto& section : sections) {
    std::vector<PageData> columns, rows, buttons;
    for (const auto& column : section.columns) columns.push_back(PageData().text("name", column));
    for (const auto& row : section.rows) {
      std::vector<PageData> cells;
      for (std::size_t at = 0; at < row.size(); ++at)
        cells.push_back(PageData()
                            .text("words", row[at])
                            .text("column", at < section.columns.size() ? section.columns[at] : "")
                            .flag("blank", row[at].empty()));
      rows.push_back(PageData().list("cells", std::move(cells)));
    }
    for (const auto& button : section.buttons) buttons.push_back(PageData().text("words", button));
    shown.push_back(PageData()
                        .text("heading", section.heading)
                        .text("hint", section.hint)
                        .text("said", section.said)
                        .list("columns", std::move(columns))
                        .list("rows", std::move(rows))
                        .list("buttons", std::move(buttons)));
  }
  data.list(name, std::move(shown));
}

void SettingsDesk::add_problems(PageData& data, const WebRequest& request,
                                const std::vector<TextProblem>& problems, const TemplateFile& file) const {
  std::vector<PageData> lines;
  const auto words = LintWords::load(parts_.config->templates_folder + "/lint/" + request.locale + ".toml");
  if (!words) log_warn("lint_words", {{"error", words.error().text}});
  for (const auto& problem : problems) {
    PageData line;
    line.text("words", words ? words->of(problem.text) : problem.text);
    if (speaks_of(problem, file.opened))
      line.number("line", problem.line).flag("here", true);
    else
      line.text("elsewhere", problem.file + (problem.line > 0 ? ":" + std::to_string(problem.line) : ""));
    lines.push_back(std::move(line));
  }
  data.list("problems", std::move(lines));
}

/// Who changed it, whether it counts, and whether an upgrade has changed the file below it.
void SettingsDesk::add_state(PageData& data, const WebRequest& request, const Opened& file) const {
  data.text("path", file.file.path).text("url", settings_url(file.file.path));
  data.text("edit_url", "/desk/settings/edit/" + file.file.path);
  data.text("return_url", "/desk/settings/return/" + file.file.path);
  data.flag("edited", file.edited()).number("version", file.version());
  if (file.edited()) {
    const auto& newest = file.versions.front();
    data.text("by", newest.by_name).text("at", clock_text(newest.at, parts_.minutes_east));
    data.text("note", newest.note);
  }
  data.flag("moved", file.shipped_moved());
  if (file.shipped_moved())
    data.list("moved_lines", diff_view(file.versions.front().shipped, file.shipped,
                                       web_.word(request, "settings.same_lines")));
}

void SettingsDesk::add_versions(PageData& data, const WebRequest& request, const Opened& file) const {
  const auto chosen = request.query("version");
  std::vector<PageData> versions;
  for (const auto& one : file.versions) {
    const auto number = std::to_string(one.version);
    versions.push_back(PageData()
                           .text("number", number)
                           .text("who", one.by_name)
                           .text("when", clock_text(one.at, parts_.minutes_east))
                           .text("why", one.note)
                           .flag("of_shipped", !one.text.has_value())
                           .flag("current", one.version == file.version())
                           .flag("old", one.version != file.version() && one.text.has_value())
                           .flag("chosen", number == chosen)
                           .text("compare_url", settings_url(file.file.path) + "?version=" + number));
    if (number != chosen) continue;
    const auto& text = one.text ? *one.text : one.shipped;
    data.text("compared", number)
        .list("lines", diff_view(file.shipped, text, web_.word(request, "settings.same_lines")));
  }
  data.list("versions", std::move(versions));
}

HttpResponse SettingsDesk::look(const WebRequest& request, Connection& connection) const {
  std::vector<HttpResponse> instead;
  const auto file = opened(request, connection, instead);
  if (!file) return std::move(instead.front());
  auto data = frame(request, title_of(request, file->file.path));
  add_state(data, request, *file);
  add_versions(data, request, *file);
  // From the database and the files as they are now: who has just saved sees it.
  const auto trial = try_edit(*parts_.config, file->edits, {file->file.path, file->version(), file->text()});
  const auto library = trial.library ? trial.library : parts_.library->get();
  if (file->edited() && !trial.library) {
    data.flag("refused", true);
    add_problems(data, request, trial.problems, file->file);
  }
  const auto& counts = trial.library ? file->text() : file->shipped;
  add_sections(data, "sections", settings_sections(reader(request, library.get()), file->file.path, counts));
  data.text("text", counts);
  const auto did = request.query("did");
  for (const auto* known : {"saved", "same", "returned"})
    if (did == known) data.text("done", web_.word(request, std::string("settings.did_") + known));
  return web_.show(request, {"desk/setting", std::move(data)});
}
