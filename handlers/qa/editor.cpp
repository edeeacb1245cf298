#include "handlers/qa/editor.h"

#include <algorithm>

#include "bot/text.h"
#include "handlers/knowledge/hot.h"
#include "handlers/knowledge/markdown.h"
#include "handlers/web/diff_view.h"

namespace {

constexpr int page_size = 50;

int number_in(const std::string& text, int otherwise, int most = 1000000) {
  if (text.empty() || text.size() > 7 || text.find_first_not_of("0123456789") != text.npos) return otherwise;
  return std::min(std::stoi(text), most);
}

/// "2026-03-10T09:30" on the firm's clock; nothing where it is not a time.
std::optional<Time> moment_of(const std::string& text, int minutes_east) {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0;
  if (text.size() != 16 ||
      std::sscanf(text.c_str(), "%4d-%2d-%2dT%2d:%2d", &year, &month, &day, &hour, &minute) != 5)
    return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{year},
                                         std::chrono::month{static_cast<unsigned>(month)},
                                         std::chrono::day{static_cast<unsigned>(day)}};
  if (!date.ok() || hour > 23 || minute > 59) return std::nullopt;
  return std::chrono::sys_days{date} + std::chrono::hours{hour} + std::chrono::minutes{minute - minutes_east};
}

}  // namespace

QaEditor::QaEditor(Web& web, Parts parts) : web_(web), parts_(parts) {}

std::vector<WebRoute> QaEditor::routes() {
  const auto bind = [this](auto method) {
    return [this, method](const WebRequest& request, Connection& connection) {
      return (this->*method)(request, connection);
    };
  };
  constexpr std::size_t article_bytes = 512 * 1024;
  const auto reads = Access::to(Act::see, Thing::article), writes = Access::to(Act::write, Thing::article);
  return {{"GET", "/kb", reads, bind(&QaEditor::list)},
          {"GET", "/kb/new", writes, bind(&QaEditor::create)},
          {"GET", "/kb/article/", reads, bind(&QaEditor::look)},
          {"GET", "/kb/edit/", writes, bind(&QaEditor::edit)},
          {"GET", "/kb/versions/", reads, bind(&QaEditor::versions)},
          {"POST", "/kb/step/", writes, bind(&QaEditor::step), 16384},
          {"POST", "/kb/preview", writes, bind(&QaEditor::preview), article_bytes},
          {"POST", "/kb/save", writes, bind(&QaEditor::save), article_bytes},
          {"GET", "/kb/worklist", reads, bind(&QaEditor::worklist_page)},
          {"POST", "/kb/worklist", writes, bind(&QaEditor::worklist_act), 65536},
          {"GET", "/kb/bench", reads, bind(&QaEditor::bench)},
          {"POST", "/kb/bench", writes, bind(&QaEditor::bench), 65536},
          {"GET", "/kb/statistics", reads, bind(&QaEditor::statistics)}};
}

HttpResponse QaEditor::list(const WebRequest& request, Connection& connection) const {
  ArticleFilter filter;
  filter.system = request.query("system");
  filter.words = trimmed(request.query("words"));
  filter.state = article_state_of(request.query("state"));
  filter.limit = page_size;
  const int page = number_in(request.query("page"), 0, 100000);
  filter.offset = page * page_size;
  long long total = 0;
  const auto heads = connection.transact([&](Transaction& transaction) {
    total = count_articles(transaction, filter);
    return list_articles(transaction, filter);
  });
  if (!heads) return refused(request, heads.error());
  const bool reviewing = filter.state == ArticleState::in_review;
  auto data = frame(request, reviewing ? "review" : "articles", web_.word(request, "kb.title"));
  std::vector<PageData> lines, states;
  for (const auto& head : *heads) lines.push_back(line(request, head));
  for (const auto state : {ArticleState::draft, ArticleState::in_review, ArticleState::scheduled,
                           ArticleState::published, ArticleState::expired, ArticleState::retired})
    states.push_back(PageData()
                         .text("id", name_of(state))
                         .text("name", web_.word(request, "state." + name_of(state)))
                         .flag("chosen", filter.state == state));
  data.list("states", std::move(states)).list("systems", systems(request, filter.system, "site.everything"));
  data.text("words", filter.words).number("total", total).flag("has_articles", !lines.empty());
  data.list("articles", std::move(lines));
  const auto link = [&](int to) {
    return "/kb?page=" + std::to_string(to) + "&system=" + in_url(filter.system) +
           "&words=" + in_url(filter.words) + "&state=" + in_url(request.query("state"));
  };
  data.text("earlier", page > 0 ? link(page - 1) : "");
  data.text("later", filter.offset + page_size < total ? link(page + 1) : "");
  return web_.show(request, {"kb/list", std::move(data)});
}

HttpResponse QaEditor::look(const WebRequest& request, Connection& connection) const {
  struct Seen {
    std::optional<StoredArticle> stored;
    std::vector<ArticleLogLine> log;
    ArticleCheck check;
    Votes votes;
    bool reviews = false;
  };
  const auto seen = connection.transact([&](Transaction& transaction) {
    Seen found;
    found.stored = find_article(transaction, request.rest);
    if (!found.stored) return found;
    found.log = article_log(transaction, request.rest);
    found.check = check_draft(transaction, found.stored->article, today(request), synonyms());
    found.votes = votes_of(transaction, request.rest);
    found.reviews = may_review(transaction, editor_of(request), found.stored->head.system);
    return found;
  });
  if (!seen) return refused(request, seen.error());
  if (!seen->stored) return web_.failure(request, 404, "not_found");
  const auto& [head, article] = *seen->stored;
  auto data = frame(request, "articles", head.title);
  const auto shown = line(request, head);
  for (const auto& [name, entry] : shown.entries()) {
    if (entry.kind == PageData::Kind::flag) data.flag(name, entry.on);
    if (entry.kind == PageData::Kind::text) data.text(name, entry.words);
  }
  const auto steps = steps_from(head.life);
  const auto may = [&](ArticleStep wanted) {
    return std::find(steps.begin(), steps.end(), wanted) != steps.end();
  };
  data.flag("may_submit", may(ArticleStep::submit)).flag("may_retire", may(ArticleStep::retire));
  data.flag("in_review", head.life.state == ArticleState::in_review);
  data.flag("may_review", may(ArticleStep::approve) && seen->reviews && seen->check.may_publish());
  data.flag("may_reject", may(ArticleStep::reject) && seen->reviews);
  data.flag("live", head.life.live_version != 0).number("live_version", head.life.live_version);
  data.text("publish_at", head.life.publish_at ? moment(*head.life.publish_at) : "");
  data.text("edit_url", "/kb/edit/" + in_url(head.id)).text("step_url", "/kb/step/" + in_url(head.id));
  data.text("versions_url", "/kb/versions/" + in_url(head.id))
      .text("read_url", "/qa/article/" + in_url(head.id));
  data.number("helpful", seen->votes.helpful).number("unhelpful", seen->votes.unhelpful);
  data.text("answer", article.answer).markup("body_html", html_of(article.body).html);
  data.text("saved_note", request.query("saved").empty() ? "" : web_.word(request, "kb.saved"));
  add_check(data, seen->check);
  std::vector<PageData> log;
  for (const auto& one : seen->log)
    log.push_back(PageData()
                      .text("at", moment(one.at))
                      .text("step", web_.word(request, "step." + one.step))
                      .text("by", one.by)
                      .text("note", one.note)
                      .number("version", one.version));
  data.list("log", std::move(log));
  return web_.show(
      request, {"kb/article", std::move(data), 200, article.body.find("```mermaid") != std::string::npos});
}

HttpResponse QaEditor::step(const WebRequest& request, Connection& connection) const {
  const auto& id = request.rest;
  const auto wanted = request.form.text("step"), reason = trimmed(request.form.text("reason"));
  const int version = number_in(request.form.text("version"), 0);
  const auto editor = editor_of(request);
  const auto publish_at = moment_of(request.form.text("publish_at"), parts_.minutes_east);
  const auto done = refusable(connection, [&](Transaction& transaction) -> Result<ArticleHead> {
    if (wanted == "submit") return submit_article(transaction, id, version, editor, request.now);
    if (wanted == "approve")
      return approve_article(transaction, id, version, editor, publish_at, today(request), request.now,
                             synonyms());
    if (wanted == "reject") return reject_article(transaction, id, version, editor, reason, request.now);
    if (wanted == "retire") return retire_article(transaction, id, editor, reason, request.now);
    if (wanted == "restore") return restore_version(transaction, id, version, editor, request.now);
    const auto stored = find_article(transaction, id);
    if (!stored || (wanted != "pin" && wanted != "unpin")) return Error{Kind::not_found, "no such step"};
    pin_article(transaction, id, wanted == "pin");
    return stored->head;
  });
  if (!done) return refused(request, done.error());
  return web_.redirect(request, "/kb/article/" + in_url(id) + "?saved=yes");
}

HttpResponse QaEditor::versions(const WebRequest& request, Connection& connection) const {
  struct Seen {
    std::optional<StoredArticle> stored;
    std::vector<ArticleVersion> versions;
    std::vector<FieldDiff> diff;
  };
  int from = 0, to = 0;
  const auto seen = connection.transact([&](Transaction& transaction) {
    Seen found;
    found.stored = find_article(transaction, request.rest);
    if (!found.stored) return found;
    found.versions = versions_of(transaction, request.rest);
    to = number_in(request.query("to"), found.stored->head.life.version);
    from = number_in(request.query("from"), std::max(0, to - 1));
    found.diff = diff_versions(transaction, request.rest, from, to);
    return found;
  });
  if (!seen) return refused(request, seen.error());
  if (!seen->stored) return web_.failure(request, 404, "not_found");
  const auto& head = seen->stored->head;
  auto data = frame(request, "articles", head.title);
  data.text("name", head.title)
      .text("url", "/kb/article/" + in_url(head.id))
      .number("from", from)
      .number("to", to);
  data.text("step_url", "/kb/step/" + in_url(head.id));
  std::vector<PageData> versions, fields;
  for (const auto& version : seen->versions)
    versions.push_back(PageData()
                           .number("number", version.version)
                           .text("at", moment(version.at))
                           .text("by", version.by)
                           .text("note", version.note)
                           .flag("is_live", version.live)
                           .flag("is_old", version.version != head.life.version)
                           .flag("current", version.version == to)
                           .text("url", "/kb/versions/" + in_url(head.id) +
                                            "?from=" + std::to_string(version.version - 1) +
                                            "&to=" + std::to_string(version.version)));
  for (const auto& field : seen->diff)
    fields.push_back(PageData()
                         .text("field", web_.word(request, "field." + field.field))
                         .list("lines", diff_view(field.lines, web_.word(request, "kb.same_lines"))));
  data.list("versions", std::move(versions)).list("fields", std::move(fields));
  return web_.show(request, {"kb/versions", std::move(data)});
}
