#pragma once
#include <span>
#include <vector>

#include "kb/scorer.h"
#include "kb/search_model.h"

/// How near a text is to what an entry's phrasings say, one by one and all together.
struct Nearness {
  double nearest = 0;  // cosine to the nearest phrasing
  double usual = 0;    // to all of them, on average
  // Characters (of Latin words: the words) that stand in no pair, word or idea of the entry: a name or a
  // circumstance that it does not speak of. Their weight, rare ones heavier, and their share of the text.
  double foreign = 0, foreign_share = 0;
  // What the entry leaves unsaid, as a question of its own: the best score that any other entry gives it. A
  // greeting asks for nothing; the name of another subject does.
  double rest = 0;
};

/// Laid out once for all the entries that one text is held against; refers to what it is made of.
class NearText {
 public:
  /// `scorer`: of the same model.
  NearText(const SearchModel& model, Scorer& scorer, const TokenVector& text, std::span<const Token> tokens);
  Nearness to(std::uint32_t entry);

 private:
  using Said = std::vector<char>;  // of each part, whether the entry says it
  double score_of_rest(const Said& said);
  static constexpr auto nothing = static_cast<std::uint32_t>(-1);
  std::uint32_t part_of(std::uint32_t feature) const;
  struct Slot {
    std::uint32_t feature = nothing, part = nothing;
  };
  struct Letter {
    std::uint32_t at;  // byte
    double weight;
  };
  struct Cover {
    std::uint32_t part;  // of the text
    std::uint32_t from, to;
  };
  struct Rest {
    Said said;
    double score;
  };
  const SearchModel& model_;
  Scorer& scorer_;
  const TokenVector& text_;
  std::vector<Slot> table_;  // of parts, by feature, open addressing; at most a quarter full
  std::vector<Letter> letters_;
  std::vector<Cover> covers_;
  double weight_ = 0;        // of all letters
  std::vector<Rest> rests_;  // scored so far: like entries leave like things unsaid
};
