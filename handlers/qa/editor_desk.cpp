/// Worklist, test bench and statistics.
#include <algorithm>
#include <cmath>

#include "bot/text.h"
#include "handlers/knowledge/hot.h"
#include "handlers/knowledge/worklist.h"
#include "handlers/qa/editor.h"

namespace {

constexpr double worth_telling = 0.05;  // chances below explain nothing
constexpr std::size_t shown_phrasings = 6, most_sentences = 200;

std::string percent(double share) { return std::to_string(std::llround(share * 100)) + "%"; }

std::string listed(const std::vector<std::string>& words) {
  std::string list;
  for (const auto& word : words) list += (list.empty() ? "" : " · ") + word;
  return list;
}

std::vector<std::string> sentences_of(const std::string& text) {
  std::vector<std::string> sentences;
  for (std::size_t at = 0; at <= text.size() && sentences.size() < most_sentences;) {
    const auto end = std::min(text.find('\n', at), text.size());
    auto line = trimmed(std::string_view(text).substr(at, end - at));
    if (!line.empty()) sentences.push_back(std::move(line));
    at = end + 1;
  }
  return sentences;
}

}  // namespace

HttpResponse QaEditor::worklist_page(const WebRequest& request, Connection& connection) const {
  const auto system = request.query("system");
  std::map<std::string, std::string> titles;
  const auto entries = connection.transact([&](Transaction& transaction) {
    auto found = worklist(transaction, system, request.now);
    titles.clear();
    for (const auto& entry : found)
      for (const auto& id : entry.nearest)
        if (!titles.contains(id))
          if (const auto stored = find_article(transaction, id)) titles[id] = stored->head.title;
    return found;
  });
  if (!entries) return refused(request, entries.error());
  auto data = frame(request, "worklist", web_.word(request, "kb.worklist"));
  std::vector<PageData> groups;
  for (const auto& entry : *entries) {
    PageData group;
    group.number("n", static_cast<long long>(groups.size()))
        .text("text", entry.text)
        .number("asks", entry.asks)
        .number("persons", entry.persons);
    group.text("unsolved", entry.unsolved > 0 ? std::to_string(entry.unsolved) : "")
        .text("chosen", entry.chosen > 0 ? std::to_string(entry.chosen) : "")
        .text("at", moment(entry.last_at));
    group.text("system_name", entry.system.empty() ? "" : system_name(request, entry.system));
    std::vector<PageData> keys, phrasings, nearest;
    for (const auto& key : entry.keys) keys.push_back(PageData().text("key", key));
    for (const auto& phrasing : entry.phrasings)
      if (phrasing != entry.text && phrasings.size() < shown_phrasings)
        phrasings.push_back(PageData().text("words", phrasing));
    for (const auto& id : entry.nearest)
      if (titles.contains(id)) nearest.push_back(PageData().text("id", id).text("name", titles.at(id)));
    group.list("keys", std::move(keys)).list("phrasings", std::move(phrasings));
    group.list("nearest", std::move(nearest));
    groups.push_back(std::move(group));
  }
  data.list("groups", std::move(groups));
  data.list("systems", systems(request, system, "site.everything"));
  return web_.show(request, {"kb/worklist", std::move(data)});
}

HttpResponse QaEditor::worklist_act(const WebRequest& request, Connection& connection) const {
  const auto keys = request.form.all("key");
  const auto action = request.form.text("action"), target = request.form.text("article");
  const auto editor = editor_of(request);
  if (keys.empty()) return web_.failure(request, 400, "bad_form");
  if (action == "dismiss") {
    const auto done = connection.transact([&](Transaction& transaction) {
      dismiss_questions(transaction, keys, editor, request.now);
      return Done{};
    });
    return done ? web_.redirect(request, "/kb/worklist") : refused(request, done.error());
  }
  const auto head = refusable(connection, [&](Transaction& transaction) {
    return action == "write" ? article_from_questions(transaction, keys, editor, request.now)
                             : add_phrasings(transaction, target, keys, editor, request.now);
  });
  if (!head) return refused(request, head.error());
  return web_.redirect(request, (action == "write" ? "/kb/edit/" : "/kb/article/") + in_url(head->id));
}

PageData QaEditor::bench_line(const WebRequest& request, const std::string& sentence,
                              const BenchLine& line) const {
  const auto shown = [&](const BenchHit& hit) {
    return PageData()
        .text("name", hit.title)
        .text("url", "/kb/article/" + in_url(hit.id))
        .text("by", web_.word(request, "by." + (hit.suggested ? "suggested" : hit.by)))
        .text("evidence", hit.evidence)
        .text("confidence", hit.confidence > 0 ? percent(hit.confidence) : "–");
  };
  std::vector<PageData> hits, nearest;
  for (const auto& hit : line.hits) hits.push_back(shown(hit));
  if (line.nearest) nearest.push_back(shown(*line.nearest));
  const auto chance = [](double share) { return share >= worth_telling ? percent(share) : ""; };
  return PageData()
      .text("sentence", sentence)
      .list("hits", std::move(hits))
      .list("nearest", std::move(nearest))
      .text("unsaid", listed(line.doubts.unsaid))
      .text("lacking", listed(line.doubts.missing))
      .text("rival", chance(line.rival))
      .text("no_article", chance(line.none));
}

HttpResponse QaEditor::bench(const WebRequest& request, Connection&) const {
  const auto text =
      request.form.has("sentences") ? request.form.text("sentences") : request.query("sentences");
  const auto sentences = sentences_of(text);
  auto data = frame(request, "bench", web_.word(request, "kb.bench"));
  data.text("sentences", text).flag("tried", !sentences.empty());
  std::vector<PageData> lines;
  long long answered = 0;
  if (!sentences.empty()) {
    const auto library = parts_.library->get();
    const auto& answerer = *library->answerer;
    data.text("answer_from", percent(answerer.answer_from()))
        .text("offer_from", percent(answerer.offer_from()))
        .flag("calibrated", answerer.calibrated());
    const auto found = test_bench(answerer, sentences);
    for (std::size_t i = 0; i < found.size(); ++i) {
      answered += found[i].hits.empty() || found[i].hits.front().suggested ? 0 : 1;
      lines.push_back(bench_line(request, sentences[i], found[i]));
    }
  }
  data.number("tried_count", static_cast<long long>(sentences.size())).number("answered_count", answered);
  data.list("lines", std::move(lines));
  const bool fragment = request.wants_fragment();
  return web_.show(request,
                   {fragment ? "kb/bench_results" : "kb/bench", std::move(data), 200, false, fragment});
}

HttpResponse QaEditor::statistics(const WebRequest& request, Connection& connection) const {
  const auto system = request.query("system"), wanted = request.query("days");
  const int days = wanted == "7" ? 7 : wanted == "90" ? 90 : 30;
  struct Seen {
    DeflectionFigures all;
    std::vector<ArticleFigures> articles;
    std::vector<HotArticle> hot;
  };
  const auto from = request.now - Seconds{86400LL * days};
  const auto seen = connection.transact([&](Transaction& transaction) {
    return Seen{deflection(transaction, system, "", from, request.now, request.now),
                article_figures(transaction, system, from, request.now),
                hot_articles(transaction, system, request.now)};
  });
  if (!seen) return refused(request, seen.error());
  auto data = frame(request, "statistics", web_.word(request, "kb.statistics"));
  const auto& all = seen->all;
  data.number("shown", all.shown).number("solved", all.solved).number("unsolved", all.unsolved);
  data.number("kept_count", all.kept).number("repeated", all.repeated).number("ticketed", all.ticketed);
  data.number("undecided", all.undecided).number("unanswered", all.unanswered);
  data.number("searched", all.searched).number("suggested", all.suggested);
  data.number("chosen_count", all.chosen).number("rejected", all.rejected);
  data.number("left_count", std::max(0LL, all.suggested - all.chosen - all.rejected));
  data.text("raw_share", all.shown > 0 ? percent(all.raw_share) : "–");
  data.text("true_share", all.shown > all.undecided ? percent(all.true_share) : "–");
  std::vector<PageData> articles, hot, spans;
  for (const auto& one : seen->articles)
    articles.push_back(PageData()
                           .text("name", one.title)
                           .text("url", "/kb/article/" + in_url(one.article))
                           .number("shown", one.shown)
                           .number("solved", one.solved)
                           .number("unsolved", one.unsolved)
                           .number("viewed", one.viewed)
                           .number("helpful", one.helpful)
                           .number("unhelpful", one.unhelpful));
  for (const auto& one : seen->hot)
    hot.push_back(PageData()
                      .text("name", one.title)
                      .text("url", "/kb/article/" + in_url(one.article))
                      .text("asks", std::to_string(one.asks))
                      .flag("pinned", one.pinned));
  for (const int span : {7, 30, 90})
    spans.push_back(PageData().number("id", span).flag("chosen", span == days));
  data.list("articles", std::move(articles));
  data.list("hot", std::move(hot)).list("spans", std::move(spans));
  data.list("systems", systems(request, system, "site.everything")).number("days", days);
  return web_.show(request, {"kb/statistics", std::move(data)});
}
