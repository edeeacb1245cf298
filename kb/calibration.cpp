#include "kb/calibration.h"

#include <algorithm>
#include <cmath>

namespace {

constexpr std::size_t unknowns = clue_count + 1;
using Row = std::array<double, unknowns>;
constexpr double pull = 1.0;           // towards 0, so that few trials cannot make a certainty
constexpr double share_missing = 0.2;  // of messages ask for something near that nobody has written

constexpr double worth_offering = 0.6;  // of offers of three, at any confidence, hold the right one
constexpr std::size_t window = 60;      // trials of like confidence

double logistic(double x) { return 1 / (1 + std::exp(-x)); }

/// How much each kind of trial counts: of all messages a fifth shall ask for what nobody has written, however
/// many were tried. Swapped ones teach the clues but do not set thresholds: some still ask the same thing.
struct Shares {
  explicit Shares(const std::vector<Trial>& trials) {
    double present = 0, swapped = 0;
    for (const auto& trial : trials) (trial.has_entry ? present : trial.swapped ? swapped : taken_out) += 1;
    const double missing = share_missing / (1 - share_missing) * present;
    of_taken_out = taken_out > 0 ? missing / taken_out : 0;
    of_swapped = swapped > 0 ? missing / swapped : 0;
  }
  double of(const Trial& trial) const {
    return trial.has_entry ? 1 : trial.swapped ? of_swapped : of_taken_out;
  }
  double taken_out = 0, of_taken_out = 0, of_swapped = 0;
};

/// Gauss with the largest pivot; `matrix` is positive definite.
Row solved(std::array<Row, unknowns> matrix, Row right) {
  for (std::size_t k = 0; k < unknowns; ++k) {
    std::size_t pivot = k;
    for (std::size_t i = k + 1; i < unknowns; ++i)
      if (std::abs(matrix[i][k]) > std::abs(matrix[pivot][k])) pivot = i;
    std::swap(matrix[k], matrix[pivot]);
    std::swap(right[k], right[pivot]);
    for (std::size_t i = k + 1; i < unknowns; ++i) {
      const double times = matrix[i][k] / matrix[k][k];
      for (std::size_t j = k; j < unknowns; ++j) matrix[i][j] -= times * matrix[k][j];
      right[i] -= times * right[k];
    }
  }
  for (std::size_t k = unknowns; k-- > 0;) {
    for (std::size_t j = k + 1; j < unknowns; ++j) right[k] -= matrix[k][j] * right[j];
    right[k] /= matrix[k][k];
  }
  return right;
}

double dot(const Row& left, const Row& right) {
  double sum = 0;
  for (std::size_t i = 0; i < unknowns; ++i) sum += left[i] * right[i];
  return sum;
}

}  // namespace

Calibration::Calibration(const std::vector<Trial>& trials) {
  const auto count = static_cast<double>(std::max<std::size_t>(trials.size(), 1));
  for (std::size_t i = 0; i < clue_count; ++i) {
    for (const auto& trial : trials) mean_[i] += trial.clues[i] / count;
    for (const auto& trial : trials)
      spread_[i] += (trial.clues[i] - mean_[i]) * (trial.clues[i] - mean_[i]) / count;
    spread_[i] = std::sqrt(spread_[i]) + 1e-6;
  }
  std::vector<Row> rows;
  for (const auto& trial : trials) {
    Row row{};
    for (std::size_t i = 0; i < clue_count; ++i) row[i] = (trial.clues[i] - mean_[i]) / spread_[i];
    row[clue_count] = 1;
    rows.push_back(row);
  }
  const Shares shares(trials);
  for (int step = 0; step < 12; ++step) {  // Newton's: settles in five or six
    std::array<Row, unknowns> curve{};
    Row slope{};
    for (std::size_t i = 0; i < unknowns; ++i) {
      curve[i][i] = pull;
      slope[i] = -pull * weights_[i];
    }
    for (std::size_t t = 0; t < rows.size(); ++t) {
      const double weight = shares.of(trials[t]);
      const double p = logistic(dot(weights_, rows[t]));
      const double off = (trials[t].first_right ? 1 : 0) - p;
      for (std::size_t i = 0; i < unknowns; ++i) {
        slope[i] += weight * off * rows[t][i];
        for (std::size_t j = 0; j < unknowns; ++j)
          curve[i][j] += weight * p * (1 - p) * rows[t][i] * rows[t][j];
      }
    }
    const auto move = solved(curve, slope);
    for (std::size_t i = 0; i < unknowns; ++i) weights_[i] += move[i];
  }
}

double Calibration::confidence(const Clues& clues) const {
  double sum = weights_[clue_count];
  for (std::size_t i = 0; i < clue_count; ++i) sum += weights_[i] * (clues[i] - mean_[i]) / spread_[i];
  return logistic(sum);
}

Thresholds thresholds_for(const Calibration& calibration, const std::vector<Trial>& trials, double precision,
                          double missing) {
  struct Seen {
    double confidence;
    const Trial* trial;
  };
  std::vector<Seen> seen;
  for (const auto& trial : trials)
    if (!trial.swapped) seen.push_back({calibration.confidence(trial.clues), &trial});
  std::sort(seen.begin(), seen.end(),
            [](const Seen& left, const Seen& right) { return left.confidence > right.confidence; });
  const Shares shares(trials);
  Thresholds found;
  double right = 0, wrong = 1, unwritten = 0;  // one wrong before any is seen: few trials are no proof
  for (const auto& one : seen) {
    if (one.trial->first_right)
      right += 1;
    else
      wrong += shares.of(*one.trial);
    unwritten += one.trial->has_entry ? 0 : 1;
    if (right >= precision * (right + wrong) && unwritten <= missing * shares.taken_out)
      found.answer = one.confidence;
  }
  found.suggest = found.answer;
  for (std::size_t from = 0; from + window <= seen.size(); from += window / 4) {
    double hit = 0, offered = 0;
    for (auto i = from; i < from + window; ++i) {
      offered += shares.of(*seen[i].trial);
      hit += seen[i].trial->among_three ? 1 : 0;
    }
    if (hit < worth_offering * offered) break;
    found.suggest = seen[from + window / 2].confidence;
  }
  found.suggest = std::min(found.suggest, found.answer);
  return found;
}
