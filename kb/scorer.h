#pragma once
#include <span>
#include <vector>

#include "kb/search_model.h"

/// Scores texts by one model: one score for each entry, 0 where nothing is shared. Keeps its room from text
/// to text, so each thread has its own; refers to the model.
class Scorer {
 public:
  /// For many texts, features that many entries have are laid out entry by entry first: at most six times the
  /// room of the model's own lists, and scores that are alike to the last bit.
  enum class For { one_text, many_texts };
  Scorer(const SearchModel& model, For use);
  /// Until the next call.
  std::span<const float> scores(std::span<const TokenVector::Part> parts);
  /// Of all entries; 0 where none has any.
  float best(std::span<const TokenVector::Part> parts);

 private:
  static constexpr auto nothing = static_cast<std::uint32_t>(-1);
  const SearchModel& model_;
  std::vector<float> sums_;            // of whole blocks
  std::vector<float> rows_;            // as long as sums_ each
  std::vector<std::uint32_t> row_of_;  // by feature; empty: no rows
};
