#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "kb/search_model.h"

/// What words say for and against an entry, as sums of logarithms of likelihood ratios: how much more often a
/// question about the entry has the word than any question has it.
struct Evidence {
  double said = 0;          // words that its phrasings have too; at least 0
  double unsaid = 0;        // words of the message that its phrasings do not have; at most 0
  double unsaid_most = 0;   // the one that speaks loudest against it
  double missing = 0;       // words of its phrasings that the message does not have; at most 0
  double missing_most = 0;  // the one whose absence is strangest
};

/// Some words are faithful: where one phrasing of an entry has them, so have the others ("refund"). Others
/// come and go ("please"). Faithfulness is counted over the base (beta-binomial, its correlation within
/// entries), so an unsaid faithful word weighs much and an unsaid loose one little. Immutable; any thread.
class WordEvidence {
 public:
  explicit WordEvidence(const SearchModel& model);
  /// The message's features that count here, in order; made once for all entries.
  std::vector<std::uint32_t> features_of(const TokenVector& text) const;
  /// From characters and words, and from ideas.
  std::array<Evidence, 2> of(const std::vector<std::uint32_t>& features, std::uint32_t entry) const;
  /// For or against the entry by this one feature, present in the message; and by its absence.
  double present(std::uint32_t feature, std::uint32_t entry) const;
  double absent(std::uint32_t feature, std::uint32_t entry) const;

 private:
  enum class Group : std::uint8_t { none, words, ideas };
  struct Cell {
    std::uint32_t feature = 0;
    std::uint32_t times = 0;  // phrasings of the entry that have it
  };
  double present(std::uint32_t feature, double times, double phrasings) const;
  double absent(std::uint32_t feature, double times, double phrasings) const;
  void weigh(const SearchModel& model);

  std::vector<Group> group_;          // of each feature
  std::vector<float> usual_;          // share of all phrasings that have it
  std::vector<float> looseness_;      // 0: all phrasings of an entry or none; large: as chance will have it
  std::vector<std::uint32_t> begin_;  // of each entry's cells; one more at the end
  std::vector<Cell> cells_;           // by feature within an entry
  std::vector<float> phrasings_;      // of each entry
};
