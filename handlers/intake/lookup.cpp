#include "handlers/intake/lookup.h"

#include <algorithm>

namespace {

constexpr std::size_t most_shown = 5;

Params line_of(const Library& library, const std::string& id, const std::string& title, std::size_t place) {
  Params line{{"n", std::to_string(place)}, {"title", title}};
  if (!library.public_url.empty()) line["link"] = article_link(library, id);
  return line;
}

Say to_whoever_asked(Notice notice) { return {{To::Kind::reply, {}, ""}, std::move(notice), 0, false}; }

}  // namespace

std::string article_link(const Library& library, const std::string& id) {
  return library.public_url + "/qa/article/" + id;
}

Say found_by(const Library& library, const std::string& words) {
  Notice notice;
  const auto found = library.catalogue->search().search(words, {}, most_shown);
  for (const auto& hit : found.hits) {
    const auto& article = library.catalogue->articles()[hit.document];
    auto line = line_of(library, article.id, article.title, notice.items.size() + 1);
    if (notice.items.empty()) line["answer"] = article.answer;
    notice.items.push_back(std::move(line));
  }
  notice.key = notice.items.empty() ? "knowledge.nothing" : "knowledge.found";
  notice.params["words"] = words;
  if (found.total > notice.items.size())
    notice.params["more"] = std::to_string(found.total - notice.items.size());
  if (!library.public_url.empty()) notice.params["link"] = library.public_url + "/qa";
  return to_whoever_asked(std::move(notice));
}

Say hottest(const Library& library, const std::vector<HotArticle>& hot) {
  Notice notice;
  for (const auto& one : hot) {
    if (notice.items.size() == most_shown) break;
    auto line = line_of(library, one.article, one.title, notice.items.size() + 1);
    if (one.asks > 0) line["asks"] = std::to_string(one.asks);
    notice.items.push_back(std::move(line));
  }
  notice.key = notice.items.empty() ? "knowledge.hot_none" : "knowledge.hot";
  if (!library.public_url.empty()) notice.params["link"] = library.public_url + "/qa";
  return to_whoever_asked(std::move(notice));
}
