#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

/// How alike sentences are by what they are made of: characters, pairs of characters, words; rare ones count
/// more. For putting questions of one kind side by side and finding articles said twice. Not for answering.

/// What a question is counted under: normal form, letters and digits only.
std::string question_form(const std::string& text);

struct LikeText {
  std::size_t index = 0;  // into the texts given
  double likeness = 0;    // 0 … 1
};

/// Immutable; any thread.
class LikeTexts {
 public:
  explicit LikeTexts(const std::vector<std::string>& texts);
  /// Best first, at least `least` alike.
  std::vector<LikeText> like(const std::string& text, double least, std::size_t limit) const;

 private:
  struct Weight {
    std::uint32_t index;
    float weight;
  };
  using Features = std::unordered_map<std::uint64_t, float>;
  Features weighed(const std::string& text) const;
  std::unordered_map<std::uint64_t, std::vector<Weight>> postings_;
  std::size_t count_ = 0;
};

/// Groups of texts that are at least `least` like the first of their group; in the order of their firsts. So
/// give the most important text first.
std::vector<std::vector<std::size_t>> group_by_likeness(const std::vector<std::string>& texts,
                                                        double least = 0.4);
