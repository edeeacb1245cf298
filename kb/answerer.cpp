#include "kb/answerer.h"

#include <algorithm>
#include <cmath>

#include "bot/text.h"
#include "kb/normal_form.h"

namespace {

constexpr std::size_t most_offered = 3;
// Nobody asks a question longer than this; what follows in a pasted log is not the question.
constexpr std::size_t longest_question = 6000;  // bytes

SearchEntry entry_of(const Article& article) {
  SearchEntry entry{{article.title}};
  entry.texts.insert(entry.texts.end(), article.phrasings.begin(), article.phrasings.end());
  entry.texts.insert(entry.texts.end(), article.examples.begin(), article.examples.end());
  return entry;
}

std::vector<SearchEntry> entries_of(const std::vector<Article>& articles) {
  std::vector<SearchEntry> entries;
  entries.reserve(articles.size());
  for (const auto& article : articles) entries.push_back(entry_of(article));
  return entries;
}

std::string in_hundreds(double share) { return std::to_string(std::lround(share * 100)) + " %"; }

bool speaks_to(const Article& article, const std::string& system, const std::string& group) {
  const bool of_system = system.empty() || article.system.empty() || article.system == system;
  return of_system &&
         (group.empty() || article.groups.empty() ||
          std::find(article.groups.begin(), article.groups.end(), group) != article.groups.end());
}

Decision answer_of(const std::vector<Matcher::Hit>& hits) {
  Decision decision;
  decision.kind = Decision::Kind::answer;
  for (const auto& hit : hits) decision.articles.push_back(hit.article);
  decision.confidence = hits.front().confidence;
  decision.by = hits.front().by;
  decision.evidence = {hits.front().evidence};
  return decision;
}

}  // namespace

Answerer::Answerer(std::shared_ptr<const Matcher> matcher, double precision)
    : matcher_(std::move(matcher)),
      search_(std::make_unique<const RankedSearch>(entries_of(matcher_->articles()), precision,
                                                   matcher_->synonyms())) {
  std::vector<Article> excluders;
  for (std::size_t i = 0; i < articles().size(); ++i) {
    if (articles()[i].excludes.empty()) continue;
    Article excluder;
    excluder.id = articles()[i].id;
    excluder.patterns = articles()[i].excludes;
    excluders.push_back(std::move(excluder));
    excluding_.push_back(i);
  }
  if (excluders.empty()) return;
  // They compiled as excludes; what did not is out of the matcher's own articles too.
  if (auto built = Matcher::build(std::move(excluders), Matcher::Broken::leave_out)) excludes_ = *built;
}

Answerer::~Answerer() = default;
double Answerer::answer_from() const { return search_->answer_from(); }
double Answerer::offer_from() const { return search_->suggest_from(); }
bool Answerer::calibrated() const { return search_->calibrated(); }

SearchDoubts Answerer::doubts(const std::string& text, std::size_t article) const {
  return search_->doubts(normal_form(prefix_bytes(text, longest_question)), article,
                         entry_of(articles()[article]).texts);
}

std::string Answerer::standing() const {
  const auto base = std::to_string(articles().size()) + " articles, " + std::to_string(search_->phrasings()) +
                    " ways of asking: ";
  const auto from = [&](const std::string& what) {
    return what + " from " + in_hundreds(answer_from()) + " and offers from " + in_hundreds(offer_from());
  };
  if (calibrated())
    return base + "confidence fitted on " + std::to_string(search_->held_back()) +
           " tries with held-back ones; " + from("ranked search answers");
  return base + "too few phrasings to fit confidence on (" + std::to_string(search_->held_back()) + " of " +
         std::to_string(RankedSearch::least_held_back) +
         "); only what is asked almost word for word is answered, " + from("by likeness");
}

std::vector<bool> Answerer::excluded_by(const std::string& text) const {
  std::vector<bool> excluded(articles().size(), false);
  if (!excludes_) return excluded;
  for (const auto& hit : excludes_->match(text, {}, excluding_.size())) {
    const auto& id = excludes_->articles()[hit.article].id;
    for (const auto index : excluding_)
      if (articles()[index].id == id) excluded[index] = true;
  }
  return excluded;
}

Decision Answerer::decide(const std::string& text, const std::string& system,
                          const std::string& group) const {
  Decision decision;
  if (auto hits = matcher_->match(text, system, most_offered, group); !hits.empty()) return answer_of(hits);
  const auto asked = normal_form(prefix_bytes(text, longest_question));
  const auto excluded = excluded_by(text);
  // Editors' patterns meet the words as they are written first: the phrases of the normal form bring Taiwan's
  // words home (登入, 軟體), but a few of the mainland's away from themselves (查询 becomes 查找).
  auto hits = matcher_->match(asked, system, most_offered, group);
  std::erase_if(hits, [&](const Matcher::Hit& hit) { return excluded[hit.article]; });
  if (!hits.empty()) return answer_of(hits);
  const auto may = [&](std::size_t index) {
    return speaks_to(articles()[index], system, group) && !excluded[index];
  };
  auto found = search_->find(asked, most_offered, may);
  if (found.entries.empty()) return decision;
  decision.articles = std::move(found.entries);
  decision.confidence = found.confidence;
  decision.rival = found.rival;
  decision.none = found.none;
  decision.by = "search";
  decision.evidence = std::move(found.evidence);
  if (decision.confidence >= answer_from())
    decision.kind = Decision::Kind::answer;
  else if (decision.confidence >= offer_from())
    decision.kind = Decision::Kind::offer;
  return decision;
}
