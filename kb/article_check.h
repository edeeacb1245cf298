#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "kb/answerer.h"
#include "kb/article.h"
#include "kb/synonyms.h"

/// What an editor is told before an article goes live beside the others. Pure.

/// Something that refuses a save.
struct ArticleFault {
  std::string field;       // title, answer, patterns, excludes, …
  std::size_t item = 0;    // which pattern, from 1; 0: the field as a whole
  std::size_t column = 0;  // character within it, from 1; 0: unknown
  std::string text;
  bool operator==(const ArticleFault&) const = default;
};
struct LikeArticle {
  std::string id, title;
  double likeness = 0;       // 0 … 1
  std::string mine, theirs;  // the sentences that are most alike
};
/// Two articles want the same sentence; who gets it.
struct ShadowedSentence {
  std::string sentence;
  std::string owner;  // whose example it is
  std::string found;  // what answers it instead; empty: nothing
  std::string by;     // pattern or words
};
struct ArticleCheck {
  std::vector<ArticleFault> faults;   // cannot be saved
  std::vector<std::string> missing;   // cannot be submitted
  std::vector<std::string> warnings;  // probably not meant
  std::vector<LikeArticle> near_duplicates;
  std::vector<ShadowedSentence> lost;      // examples, its own and others', that would find another article
  std::vector<ShadowedSentence> shadowed;  // examples of others that its patterns match too, not first
  bool may_save() const { return faults.empty(); }
  bool may_publish() const { return faults.empty() && missing.empty() && lost.empty(); }
};
/// `others`: what is published; an older version of the same article among them is left out.
ArticleCheck check_article(const Article& article, const std::vector<Article>& others,
                           const Synonyms& synonyms = {});
/// Only the patterns that cannot be read, with the column.
std::vector<ArticleFault> pattern_faults(const Article& article);

/// The test bench: what answers the sentence, best first, or is suggested for it.
struct BenchHit {
  std::string id, title, by, evidence;
  double confidence = 0;
  bool suggested = false;
};
struct BenchLine {
  std::vector<BenchHit> hits;  // empty: silence
  // Where patterns were silent and ranked search found something near:
  std::optional<BenchHit> nearest;  // what it keeps silent about; none where it answers or offers
  SearchDoubts doubts;              // what kept it from being surer of the first
  double rival = 0, none = 0;       // chances of the second article, and that none answers
};
std::vector<BenchLine> test_bench(const Answerer& answerer, const std::vector<std::string>& sentences);
