#pragma once
#include <array>
#include <cstddef>
#include <span>
#include <vector>

/// From clues to chances that mean what they say: of answers given with 0.9, nine in ten are right. The best
/// entries compete with each other and with "none of them" (a conditional logit), so a near rival and a
/// missing article both take confidence away.

constexpr std::size_t clue_count = 21;
using Clues = std::array<double, clue_count>;

/// What a clue weighs before any trial is seen, in its own spread, and how many trials it takes to change
/// that. Editors write phrasings that differ from each other, so those tell less than real questions would of
/// how much an unsaid word means; trials alone would hardly weigh it.
struct Belief {
  double weight = 0, firmness = 20;
};
using Beliefs = std::array<Belief, clue_count>;

/// What became of a phrasing that the model had not seen.
struct Trial {
  static constexpr std::size_t none = static_cast<std::size_t>(-1);
  std::vector<Clues> candidates;  // of the best entries
  std::size_t right = none;       // index of the right one
  enum class Kind {
    held_back,  // its entry was there, with its other phrasings
    taken_out,  // its entry was not: a near miss by construction
    altered,    // its weightiest word was cut or exchanged: nearly asked, but not this
  };
  Kind kind = Kind::held_back;
};

/// Weighs clues; a value; any thread. The same trials give the same weights.
class Calibration {
 public:
  Calibration() = default;
  explicit Calibration(const std::vector<Trial>& trials, const Beliefs& beliefs = {});
  /// Of each candidate to be the right one; what is left to 1 is the chance that none is.
  std::vector<double> chances(std::span<const Clues> candidates) const;

 private:
  using Row = std::array<double, clue_count + 1>;
  Row row_of(const Clues& clues) const;

  Clues mean_{}, spread_{};
  Row weights_{};  // the last: nothing known
};

struct Thresholds {
  double answer = 1, suggest = 1;
};
/// The lowest thresholds that kept their word on the trials: `precision` of the answers right, at most
/// `missing` of the questions without an entry answered; an offer of three right at least every second time.
/// Never below an even chance to be right, and one in ten for offers.
Thresholds thresholds_for(const Calibration& calibration, const std::vector<Trial>& trials, double precision,
                          double missing);
