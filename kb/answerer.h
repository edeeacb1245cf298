#pragma once
#include <memory>
#include <string>
#include <vector>

#include "kb/matcher.h"
#include "kb/search.h"

/// What the knowledge base makes of a message.
struct Decision {
  enum class Kind { answer, offer, silence };
  Kind kind = Kind::silence;
  std::vector<std::size_t> articles;  // indexes into articles(), best first; also where it stays silent
  double confidence = 0;              // that the first one answers the message
  std::string by;                     // "pattern" | "keyword" | "search"; empty: nothing found
  double rival = 0;                   // ranked search: that the second one answers it
  double none = 0;                    // ranked search: that no article does
  std::vector<std::string> evidence;  // the pattern, the keywords, or the words that speak for the first
};

/// Patterns and keywords first: the editor's word is law. Where they are silent, ranked search answers,
/// offers up to three articles, or keeps still. Immutable; share by shared_ptr, any thread.
class Answerer {
 public:
  /// `precision`: of what ranked search answers outright, at least this share shall be right.
  explicit Answerer(std::shared_ptr<const Matcher> matcher, double precision = 0.95);
  ~Answerer();
  Decision decide(const std::string& text, const std::string& system = {},
                  const std::string& group = {}) const;
  const std::vector<Article>& articles() const { return matcher_->articles(); }
  const Matcher& matcher() const { return *matcher_; }
  /// What kept ranked search from being surer of an article; for explaining.
  SearchDoubts doubts(const std::string& text, std::size_t article) const;
  /// One line for the log: how many articles and ways of asking, whether confidence could be fitted on them,
  /// and what is done if not.
  std::string standing() const;
  /// Confidence of ranked search from which it answers, and from which it offers.
  double answer_from() const;
  double offer_from() const;
  /// False: too few phrasings to know how far ranked search can be trusted, so it answers only what is asked
  /// almost word for word.
  bool calibrated() const;

 private:
  std::vector<bool> excluded_by(const std::string& text) const;

  std::shared_ptr<const Matcher> matcher_;
  std::shared_ptr<const Matcher> excludes_;  // each article's excludes as patterns; null: none has any
  std::vector<std::size_t> excluding_;       // article of each of them
  std::unique_ptr<const RankedSearch> search_;
};
