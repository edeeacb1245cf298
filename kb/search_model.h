#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "kb/tokens.h"

/// One way an entry is asked.
struct Phrasing {
  std::uint32_t entry = 0;
  std::vector<Token> tokens;
};

/// A text as the model sees it: what is known of it, rare things heavier, length 1 with the unknown counted.
struct TokenVector {
  struct Part {
    std::uint32_t feature;
    float value;
  };
  std::vector<Part> parts;
  double known = 0;    // share of the text's weight that any entry has
  double strange = 0;  // weight of its characters and words that no entry has
};

/// Which entry a text asks for: softmax regression over characters, pairs, words and ideas. A weight exists
/// only where an entry has the token, so the model is as small as an inverted index, and scoring walks its
/// lists. Immutable after construction; any thread. The same phrasings give the same model.
class SearchModel {
 public:
  /// Learns from `phrasings`, whose entries are below `entries`.
  SearchModel(const std::vector<const Phrasing*>& phrasings, std::size_t entries);
  TokenVector vector_of(std::span<const Token> tokens) const;
  /// How rare a token is among the entries; most for one that none has.
  double rarity(const Token& token) const;
  static constexpr float sharpness = 4;  // length of a text's vector while learning, and while it is scored
  /// A feature's entries, ascending, with what it weighs for each.
  struct List {
    std::span<const std::uint32_t> entries;
    std::span<const float> weights;
  };
  List list(std::uint32_t feature) const {
    const auto from = begin_[feature], count = begin_[feature + 1] - from;
    return {std::span(list_).subspan(from, count), std::span(weight_).subspan(from, count)};
  }
  /// How much of an entry's score comes from this token.
  double share(std::uint64_t key, std::uint32_t entry) const;
  std::size_t entries() const { return entries_; }
  std::uint32_t features() const { return static_cast<std::uint32_t>(kinds_.size()); }
  TokenKind kind(std::uint32_t feature) const { return kinds_[feature]; }
  /// Of a token, if any entry has it.
  std::optional<std::uint32_t> feature(const Token& token) const;
  /// Indexes into the phrasings given.
  const std::vector<std::uint32_t>& phrasings_of(std::uint32_t entry) const { return of_entry_[entry]; }
  const TokenVector& phrasing(std::uint32_t index) const { return samples_[index]; }

 private:
  struct Lessons;
  struct Bench;
  void index(const std::vector<const Phrasing*>& phrasings);
  /// `said`: the features of all phrasings, one after another.
  void list_entries(const std::vector<const Phrasing*>& phrasings, std::span<const std::uint32_t> said);
  TokenVector vector_of_known(std::span<const std::uint32_t> known) const;
  void train();
  void choose_rivals(std::uint32_t right, Bench& bench) const;
  void add_cells(Bench& bench, Lessons& lessons) const;
  void add_lessons(std::uint32_t entry, Bench& bench, Lessons& lessons) const;
  void learn(const Lessons& lessons, std::size_t at, std::uint64_t& random, float rate);

  std::size_t entries_;
  std::unordered_map<std::uint64_t, std::uint32_t> features_;
  std::vector<float> rarity_;
  std::vector<TokenKind> kinds_;
  float unknown_rarity_ = 1;
  std::vector<std::uint32_t> begin_;  // of each feature's list; one more at the end
  std::vector<std::uint32_t> list_;   // entries, ascending within a list
  std::vector<float> weight_;         // beside list_
  std::vector<TokenVector> samples_;
  std::vector<std::vector<std::uint32_t>> of_entry_;
};
