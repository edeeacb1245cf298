#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "kb/synonyms.h"

/// Ranked search over ways of asking, with one confidence that is fitted on the base itself: phrasings are
/// held back, whole entries too, and what the model makes of them tells how far to trust it.

/// All the ways in which one entry is asked: its title, phrasings, examples.
struct SearchEntry {
  std::vector<std::string> texts;
};

struct SearchHit {
  std::vector<std::size_t> entries;   // best first
  double confidence = 0;              // that the first one answers the message
  double rival = 0;                   // that the second does; 0 where confidence is not fitted
  double none = 0;                    // that no entry does; 0 where confidence is not fitted
  std::vector<std::string> evidence;  // words of the message that speak for the first, most telling first
};

/// What kept the confidence in an entry from being higher, for editors.
struct SearchDoubts {
  std::vector<std::string> unsaid;   // words of the message that no phrasing of the entry has
  std::vector<std::string> missing;  // words of its phrasings that the message lacks
};

/// Immutable; share by shared_ptr, any thread. The same entries give the same search.
class RankedSearch {
 public:
  /// Held-back phrasings below which a threshold for one error in twenty would be a guess.
  static constexpr std::size_t least_held_back = 60;
  /// `precision`: of what is answered outright, at least this share shall be right.
  explicit RankedSearch(const std::vector<SearchEntry>& entries, double precision = 0.95,
                        const Synonyms& synonyms = {});
  ~RankedSearch();
  /// `message` in normal form; only entries that `may` allows, where given.
  SearchHit find(const std::string& message, std::size_t limit = 3,
                 const std::function<bool(std::size_t)>& may = {}) const;
  /// `ways`: the entry's own texts. Slower than find(); for explaining.
  SearchDoubts doubts(const std::string& message, std::size_t entry,
                      const std::vector<std::string>& ways) const;
  /// Confidence from which to answer, and from which to offer.
  double answer_from() const;
  double suggest_from() const;
  /// False where too few phrasings could be held back. Confidence is then plain likeness, both ways, to the
  /// nearest phrasing, and only what is said almost word for word is answered.
  bool calibrated() const;
  /// Ways of asking known, and how many of them could be held back to fit the confidence.
  std::size_t phrasings() const;
  std::size_t held_back() const;

 private:
  struct Body;
  std::unique_ptr<const Body> body_;
};
