#pragma once
#include <array>
#include <cstddef>
#include <vector>

/// From clues to one confidence that means what it says: of answers given with 0.9, nine in ten are right.

constexpr std::size_t clue_count = 13;
using Clues = std::array<double, clue_count>;

/// What became of a phrasing that the model had not seen. `has_entry` is false for a swapped one too.
struct Trial {
  Clues clues{};
  bool first_right = false, among_three = false;
  bool has_entry = true;  // false: its entry had been taken out of the base
  bool swapped =
      false;  // its weightiest word was exchanged for another question's: nearly asked, but not this
};

/// Weighs clues; fitted by logistic regression. A value; any thread.
class Calibration {
 public:
  Calibration() = default;
  explicit Calibration(const std::vector<Trial>& trials);
  double confidence(const Clues& clues) const;

 private:
  Clues mean_{}, spread_{};
  std::array<double, clue_count + 1> weights_{};  // the last: nothing known
};

struct Thresholds {
  double answer = 1, suggest = 1;
};
/// The lowest thresholds that kept their word on the trials: `precision` of the answers right, at most
/// `missing` of the questions without an entry answered; an offer of three right at least every second time.
Thresholds thresholds_for(const Calibration& calibration, const std::vector<Trial>& trials, double precision,
                          double missing);
