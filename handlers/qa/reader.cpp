#include "handlers/qa/reader.h"

#include <algorithm>
#include <array>
#include <set>

#include "bot/form.h"
#include "bot/mask.h"
#include "bot/text.h"
#include "gateway/log.h"
#include "handlers/knowledge/hot.h"
#include "handlers/knowledge/markdown.h"
#include "handlers/qa/files.h"

namespace {

constexpr std::size_t most_hot = 10, most_recent = 5, most_related = 5;
constexpr std::array<std::string_view, 8> signs{"trading", "account_opening", "transfer", "login",
                                                "quotes",  "margin",          "ipo",      "wealth"};

std::string sign_of(const std::string& system) {
  return std::find(signs.begin(), signs.end(), system) == signs.end() ? "book" : system;
}

std::string system_url(const std::string& system, const std::string& category = {}) {
  auto url = "/qa/system/" + in_url(system.empty() ? "all" : system);
  if (!category.empty()) url += "?category=" + in_url(category);
  return url;
}

std::vector<PageData> parts_of(const std::vector<PassagePart>& parts) {
  std::vector<PageData> shown;
  for (const auto& part : parts) shown.push_back(PageData().text("text", part.text).flag("hit", part.hit));
  return shown;
}

PageData line_of(const ReaderArticle& article) {
  PageData line;
  line.text("name", article.title).text("url", article_url(article.id));
  line.text("answer", article.answer).text("category", article.category);
  return line;
}

}  // namespace

std::string article_url(const std::string& id) { return "/qa/article/" + in_url(id); }

std::string report_url(const std::string& article, const std::string& words) {
  std::string url = "/qa/report";
  if (!article.empty()) url += "?article=" + in_url(article);
  if (!words.empty()) url += (article.empty() ? "?words=" : "&words=") + in_url(words);
  return url;
}

std::string system_name_of(const Web& web, const Library& library, const WebRequest& request,
                           const std::string& id) {
  if (id.empty() || id == "all") return web.word(request, "site.everything");
  return label_of(library.dictionary.systems, id, request.locale);
}

QaReader::QaReader(Web& web, Parts parts) : web_(web), parts_(parts) {}

std::vector<WebRoute> QaReader::routes() {
  const auto bind = [this](auto method) {
    return [this, method](const WebRequest& request, Connection& connection) {
      return (this->*method)(request, connection);
    };
  };
  const auto to_home = [this](const WebRequest& request, Connection&) {
    return web_.redirect(request, "/qa");
  };
  return {{"GET", "/", Access::anyone, to_home},
          {"GET", "/qa", Access::reader, bind(&QaReader::home)},
          {"GET", "/qa/search", Access::reader, bind(&QaReader::search)},
          {"GET", "/qa/system/", Access::reader, bind(&QaReader::system)},
          {"GET", "/qa/article/", Access::reader, bind(&QaReader::article)},
          {"POST", "/qa/article/", Access::reader, bind(&QaReader::vote), 8192}};
}

std::string QaReader::system_name(const WebRequest& request, const std::string& id) const {
  return system_name_of(web_, *parts_.library->get(), request, id);
}

HttpResponse QaReader::home(const WebRequest& request, Connection& connection) const {
  const auto library = parts_.library->get();
  const auto catalogue = library->catalogue;
  PageData data;
  data.flag("nav_read", true).flag("asked", false);
  std::vector<PageData> hot;
  const auto asked = connection.transact(
      [&](Transaction& transaction) { return hot_articles(transaction, "", request.now, most_hot); });
  if (!asked) return web_.failure(request, 503, "busy");
  for (const auto& question : *asked) {
    const auto* article = catalogue->article(question.article);
    if (article != nullptr)
      hot.push_back(line_of(*article).text("asks", question.asks > 0 ? std::to_string(question.asks) : ""));
  }
  std::map<std::string, long long> counts;
  for (const auto& article : catalogue->articles()) ++counts[article.system];
  std::vector<PageData> systems;
  const auto add = [&](const std::string& id) {
    const auto count = counts.find(id);
    if (count == counts.end()) return;
    PageData tile;
    tile.text("name", id.empty() ? web_.word(request, "system.any") : system_name(request, id));
    tile.text("url", system_url(id.empty() ? "any" : id))
        .text("icon", sign_of(id))
        .number("count", count->second);
    systems.push_back(std::move(tile));
    counts.erase(count);
  };
  for (const auto& entry : library->dictionary.systems) add(entry.id);
  for (const auto& [id, count] : std::map(counts)) add(id);
  std::vector<PageData> incidents;
  for (const auto& incident : library->knowledge->statuses)
    incidents.push_back(PageData().text("name", mask(incident.title)).text("words", mask(incident.text)));
  data.list("incidents", std::move(incidents));
  auto newest = catalogue->of_system("");
  std::stable_sort(newest.begin(), newest.end(),
                   [](const auto* a, const auto* b) { return a->updated > b->updated; });
  std::vector<PageData> recent;
  for (const auto* article : newest)
    if (recent.size() < most_recent && !article->updated.empty())
      recent.push_back(line_of(*article).text("when", article->updated));
  data.list("hot", std::move(hot)).list("systems", std::move(systems));
  data.list("recent", std::move(recent));
  return web_.show(request, {"qa/home", std::move(data)});
}

PageData QaReader::results(const WebRequest& request, const Catalogue& catalogue) const {
  PageData data;
  const auto asked = std::string(prefix_bytes(trimmed(request.query("q")), 800));
  data.flag("nav_read", true).text("q", asked).flag("asked", !asked.empty());
  if (asked.empty()) return data;
  const auto system = request.query("system");
  const auto answer = catalogue.search().search(asked, system);
  std::vector<PageData> hits;
  for (const auto& hit : answer.hits) {
    const auto& article = catalogue.articles()[hit.document];
    auto line = line_of(article);
    line.list("title_parts", parts_of(hit.title)).list("passage", parts_of(hit.passage));
    line.text("system_name", system_name(request, article.system));
    hits.push_back(std::move(line));
  }
  request.later->emplace_back([person = request.visitor.key(), asked, system, hits = answer.total,
                               at = request.now](Connection& connection) {
    const auto kept = connection.transact([&](Transaction& transaction) {
      keep_search(transaction, person, asked, system, hits, at);
      return Done{};
    });
    if (!kept) log_warn("search_not_kept", {{"error", kept.error().text}});
  });
  data.text("total", answer.total == 0 ? "" : std::to_string(answer.total)).text("read_as", answer.read_as);
  data.text("scope", system_name(request, system))
      .number("searched", static_cast<long long>(catalogue.articles().size()));
  data.list("hits", std::move(hits)).text("report_url", report_url("", asked));
  return data;
}

HttpResponse QaReader::search(const WebRequest& request, Connection&) const {
  const bool fragment = request.wants_fragment();
  auto data = results(request, *parts_.library->get()->catalogue);
  data.text("title", web_.word(request, "qa.search_title"));
  return web_.show(request, {fragment ? "qa/results" : "qa/search", std::move(data), 200, false, fragment});
}

void QaReader::note(const WebRequest& request, const std::string& article, const std::string& outcome) const {
  request.later->emplace_back([ask = AskRecord{request.visitor.key(), article, outcome, "", "", 0},
                               at = request.now](Connection& connection) {
    const auto kept = connection.transact([&](Transaction& transaction) {
      keep_asks(transaction, {ask}, at);
      return Done{};
    });
    if (!kept) log_warn("view_not_kept", {{"error", kept.error().text}});
  });
}

HttpResponse QaReader::system(const WebRequest& request, Connection&) const {
  const auto catalogue = parts_.library->get()->catalogue;
  const auto id = request.rest;
  auto articles = catalogue->of_system(id == "all" || id == "any" ? "" : id);
  if (id == "any") std::erase_if(articles, [](const auto* article) { return !article->system.empty(); });
  if (articles.empty() && id != "all" && id != "any") return web_.failure(request, 404, "not_found");
  const auto chosen = request.query("category");
  std::map<std::string, long long> counts;
  for (const auto* article : articles) ++counts[article->category];
  const auto name = id == "any" ? web_.word(request, "system.any") : system_name(request, id);
  PageData data;
  data.flag("nav_read", true).text("title", name).text("name", name).text("report_url", report_url("", ""));
  std::vector<PageData> categories;
  categories.push_back(PageData()
                           .text("label", web_.word(request, "qa.all_categories"))
                           .number("count", static_cast<long long>(articles.size()))
                           .text("url", system_url(id))
                           .flag("current", chosen.empty()));
  for (const auto& [category, count] : counts)
    if (!category.empty())
      categories.push_back(PageData()
                               .text("label", category)
                               .number("count", count)
                               .text("url", system_url(id, category))
                               .flag("current", category == chosen));
  std::vector<PageData> lines;
  for (const auto* article : articles)
    if (chosen.empty() || article->category == chosen) lines.push_back(line_of(*article));
  data.list("categories", std::move(categories)).flag("has_articles", !lines.empty());
  data.list("articles", std::move(lines));
  return web_.show(request, {"qa/system", std::move(data)});
}

PageData QaReader::article_data(const WebRequest& request, const Catalogue& catalogue,
                                const ReaderArticle& article) const {
  auto html = html_of(article.body);
  PageData data = line_of(article);
  data.flag("nav_read", true).text("title", article.title).text("updated", article.updated);
  data.text("system_name", system_name(request, article.system))
      .text("system_url", system_url(article.system));
  data.text("category_url", system_url(article.system, article.category));
  data.text("edit_url", "/kb/article/" + in_url(article.id)).markup("body_html", std::move(html.html));
  data.text("vote_url", article_url(article.id)).text("report_url", report_url(article.id, ""));
  std::vector<PageData> contents, related;
  for (const auto& heading : html.contents)
    contents.push_back(
        PageData().number("level", heading.level).text("anchor", heading.anchor).text("words", heading.text));
  for (const auto* other : catalogue.related_to(article, most_related)) related.push_back(line_of(*other));
  data.flag("has_contents", contents.size() > 1);
  data.list("contents", std::move(contents));
  data.list("related", std::move(related));
  return data;
}

HttpResponse QaReader::article(const WebRequest& request, Connection& connection) const {
  const auto catalogue = parts_.library->get()->catalogue;
  const auto* article = catalogue->article(request.rest);
  if (article == nullptr) return web_.failure(request, 404, "not_found");
  auto data = article_data(request, *catalogue, *article);
  if (!article->attachments.empty()) {
    const auto files = connection.transact(
        [&](Transaction& transaction) { return article_files(transaction, article->attachments); });
    if (!files) return web_.failure(request, 503, "busy");
    data.flag("has_files", !files->empty()).list("files", file_lines(*files));
  }
  const bool chart = article->body.find("```mermaid") != std::string::npos;
  note(request, article->id, "viewed");
  const auto voted = request.query("voted");
  data.flag("voted", !voted.empty()).flag("was_helpful", voted == "yes");
  return web_.show(request, {"qa/article", std::move(data), 200, chart});
}

HttpResponse QaReader::vote(const WebRequest& request, Connection& connection) const {
  const auto catalogue = parts_.library->get()->catalogue;
  const auto* article = catalogue->article(request.rest);
  if (article == nullptr) return web_.failure(request, 404, "not_found");
  const bool helpful = request.form.text("helpful") == "yes";
  const auto kept = connection.transact([&](Transaction& transaction) {
    keep_vote(transaction, article->id, request.visitor.key(), helpful, "", request.now);
    return Done{};
  });
  if (!kept) return web_.failure(request, 503, "busy");
  if (!request.wants_fragment())
    return web_.redirect(request,
                         article_url(article->id) + (helpful ? "?voted=yes#helpful" : "?voted=no#helpful"));
  PageData data;
  data.flag("voted", true).flag("was_helpful", helpful).text("report_url", report_url(article->id, ""));
  return web_.show(request, {"qa/helpful", std::move(data), 200, false, true});
}
