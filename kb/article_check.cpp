#include "kb/article_check.h"

#include <algorithm>
#include <map>

#include "bot/text.h"
#include "kb/likeness.h"
#include "kb/matcher.h"
#include "kb/pattern_fault.h"

namespace {

using Words = std::vector<std::string>;

constexpr double said_twice = 0.75;
constexpr std::size_t most_shown = 20;  // of each kind: an editor reads no more

Words sentences_of(const Article& article) {
  Words sentences{article.title};
  sentences.insert(sentences.end(), article.examples.begin(), article.examples.end());
  sentences.insert(sentences.end(), article.phrasings.begin(), article.phrasings.end());
  return sentences;
}

void add_faults(std::vector<ArticleFault>& faults, const char* field, const Words& patterns) {
  for (std::size_t i = 0; i < patterns.size(); ++i)
    if (const auto fault = pattern_fault(patterns[i]))
      faults.push_back({field, i + 1, fault->column, fault_line(patterns[i], *fault)});
}

std::vector<LikeArticle> near_duplicates(const Article& article, const std::vector<Article>& others) {
  Words theirs;
  std::vector<std::size_t> owner;
  for (std::size_t i = 0; i < others.size(); ++i)
    for (auto& sentence : sentences_of(others[i])) {
      theirs.push_back(std::move(sentence));
      owner.push_back(i);
    }
  const LikeTexts texts(theirs);
  std::map<std::size_t, LikeArticle> best;
  for (const auto& mine : sentences_of(article))
    for (const auto& found : texts.like(mine, said_twice, 5)) {
      const auto& other = others[owner[found.index]];
      auto& entry = best[owner[found.index]];
      if (found.likeness > entry.likeness)
        entry = {other.id, other.title, found.likeness, mine, theirs[found.index]};
    }
  std::vector<LikeArticle> all;
  for (auto& [index, entry] : best) all.push_back(std::move(entry));
  std::stable_sort(all.begin(), all.end(), [](const LikeArticle& left, const LikeArticle& right) {
    return left.likeness > right.likeness;
  });
  if (all.size() > most_shown) all.resize(most_shown);
  return all;
}

/// Where the sentences of all articles lead once the new one stands among them.
class Walk {
 public:
  Walk(const Matcher& matcher, const std::string& changed, ArticleCheck& check)
      : matcher_(matcher), changed_(changed), check_(check) {}

  void example(const Article& owner, const std::string& sentence) {
    const auto hits = matcher_.match(sentence, {}, 10);
    const auto& articles = matcher_.articles();
    const auto id_of = [&](const Matcher::Hit& hit) { return articles[hit.article].id; };
    if (hits.empty()) {
      // Without patterns and keywords of its own it is found by the ranked search alone.
      const bool exact = !owner.patterns.empty() || !owner.keywords.empty();
      if (exact && owner.id == changed_) check_.lost.push_back({sentence, owner.id, "", ""});
      return;
    }
    const auto& first = hits.front();
    if (id_of(first) != owner.id) {
      const bool by_change = owner.id == changed_ || id_of(first) == changed_;
      if (by_change && first.by != "search")
        check_.lost.push_back({sentence, owner.id, id_of(first), first.evidence});
      return;
    }
    for (const auto& hit : hits)
      if (owner.id != changed_ && id_of(hit) == changed_ && hit.by != "search")
        check_.shadowed.push_back({sentence, owner.id, changed_, hit.evidence});
  }

 private:
  const Matcher& matcher_;
  const std::string& changed_;
  ArticleCheck& check_;
};

}  // namespace

std::vector<ArticleFault> pattern_faults(const Article& article) {
  std::vector<ArticleFault> faults;
  add_faults(faults, "patterns", article.patterns);
  add_faults(faults, "excludes", article.excludes);
  return faults;
}

ArticleCheck check_article(const Article& article, const std::vector<Article>& others,
                           const Synonyms& synonyms) {
  ArticleCheck check;
  check.faults = pattern_faults(article);
  if (!is_article_id(article.id))
    check.faults.push_back({"id", 0, 0, "must be 1–64 letters, digits, - and _"});
  check.missing = problems_of(article);
  check.warnings = warnings_of(article);
  std::vector<Article> all;
  for (const auto& other : others)
    if (other.id != article.id) all.push_back(other);
  check.near_duplicates = near_duplicates(article, all);
  if (!check.faults.empty()) return check;
  all.push_back(article);
  const auto matcher = Matcher::build(std::move(all), Matcher::Broken::refuse, synonyms);
  if (!matcher) {
    check.faults.push_back({"patterns", 0, 0, matcher.error().text});
    return check;
  }
  Walk walk(**matcher, article.id, check);
  for (const auto& owner : (*matcher)->articles())
    for (const auto& sentence : owner.examples) walk.example(owner, sentence);
  if (check.shadowed.size() > most_shown) check.shadowed.resize(most_shown);
  return check;
}

namespace {

void bench_search(const Answerer& answerer, const std::string& sentence, BenchLine& line) {
  const auto decision = answerer.decide(sentence);
  if (decision.articles.empty()) return;
  std::string words;
  for (const auto& word : decision.evidence) words += (words.empty() ? "" : " ") + word;
  const bool suggested = decision.kind == Decision::Kind::offer;
  const auto hit = [&](std::size_t index, bool first) {
    const auto& article = answerer.articles()[index];
    return BenchHit{
        article.id, article.title, decision.by, first ? words : "", first ? decision.confidence : 0,
        suggested};
  };
  if (decision.by == "search") {
    line.doubts = answerer.doubts(sentence, decision.articles.front());
    line.rival = decision.rival;
    line.none = decision.none;
  }
  if (decision.kind == Decision::Kind::silence) {
    line.nearest = hit(decision.articles.front(), true);
    return;
  }
  for (const auto index : decision.articles) {
    const bool first = line.hits.empty();
    if (!first && !suggested) break;
    line.hits.push_back(hit(index, first));
  }
}

}  // namespace

std::vector<BenchLine> test_bench(const Answerer& answerer, const std::vector<std::string>& sentences) {
  std::vector<BenchLine> all(sentences.size());
  const auto& articles = answerer.articles();
  for (std::size_t i = 0; i < sentences.size(); ++i) {
    for (const auto& hit : answerer.matcher().match(sentences[i], {}, 5)) {
      const auto& article = articles[hit.article];
      all[i].hits.push_back({article.id, article.title, hit.by, hit.evidence, hit.confidence});
    }
    if (all[i].hits.empty()) bench_search(answerer, sentences[i], all[i]);
  }
  return all;
}
