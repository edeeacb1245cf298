#include "kb/calibration.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace {

constexpr std::size_t unknowns = clue_count + 1;
using Row = std::array<double, unknowns>;
using Matrix = std::array<Row, unknowns>;
constexpr double farthest = 6;     // spreads: a clue that the trials hardly knew is no proof
constexpr double constant = 1e-6;  // spread of a clue that tells nothing
constexpr double settled = 1e-3;   // a Newton step this small ends it
// How much the kinds weigh against the questions that have an entry, while weights are learned; and how much
// questions without one count among all while thresholds are set.
constexpr double share_taken_out = 1, share_altered = 0.6, share_unwritten = 0.25;

// Where the trials were easy the thresholds could fall to nothing, and real questions are harder.
constexpr double least_answer = 0.5, least_offer = 0.1;
constexpr double worth_offering = 0.6;  // of offers of three, at any confidence, hold the right one
constexpr std::size_t window = 60;      // trials of like confidence

/// Gauss with the largest pivot; `matrix` is positive definite.
Row solved(Matrix matrix, Row right) {
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

/// "None" stands at 0.
std::vector<double> shares_of(const std::vector<Row>& rows, const Row& weights) {
  std::vector<double> shares;
  double most = 0;
  for (const auto& row : rows) {
    shares.push_back(dot(weights, row));
    most = std::max(most, shares.back());
  }
  double sum = std::exp(-most);
  for (auto& share : shares) sum += share = std::exp(share - most);
  for (auto& share : shares) share /= sum;
  return shares;
}

struct Counted {
  explicit Counted(const std::vector<Trial>& trials) {
    for (const auto& trial : trials)
      (trial.kind == Trial::Kind::held_back   ? held_back
       : trial.kind == Trial::Kind::taken_out ? taken_out
                                              : altered) += 1;
  }
  double weight(const Trial& trial) const {
    if (trial.kind == Trial::Kind::held_back) return 1;
    return trial.kind == Trial::Kind::taken_out ? share_taken_out * held_back / taken_out
                                                : share_altered * held_back / altered;
  }
  double held_back = 0, taken_out = 0, altered = 0;
};

/// Adds `part` times `row` to its first `count` places, and to one more where they are odd: by twos, as
/// processors reckon.
void add_by_twos(Row& sums, double part, const Row& row, std::size_t count) {
  double* __restrict sum = sums.data();
  const double* __restrict of = row.data();
  for (std::size_t j = 0; j < count; j += 2)
    for (std::size_t k = 0; k < 2; ++k) sum[j + k] += part * of[j + k];
}
static_assert(unknowns % 2 == 0);

/// One trial's part in slope and curve of the likelihood: of the right choice against what is believed now.
/// Of the curve the lower half counts; the other is its mirror.
void learn(const std::vector<Row>& rows, std::size_t right, double weight, const Row& weights, Row& slope,
           Matrix& curve) {
  const auto shares = shares_of(rows, weights);
  Row mean{};
  for (std::size_t c = 0; c < rows.size(); ++c) {
    const double off = (c == right ? 1 : 0) - shares[c];
    add_by_twos(slope, weight * off, rows[c], unknowns);
    add_by_twos(mean, shares[c], rows[c], unknowns);
    for (std::size_t i = 0; i < unknowns; ++i)
      add_by_twos(curve[i], weight * shares[c] * rows[c][i], rows[c], i + 1);
  }
  for (std::size_t i = 0; i < unknowns; ++i) add_by_twos(curve[i], -(weight * mean[i]), mean, i + 1);
}

}  // namespace

Calibration::Row Calibration::row_of(const Clues& clues) const {
  Row row{};
  for (std::size_t i = 0; i < clue_count; ++i)
    row[i] = std::clamp((clues[i] - mean_[i]) / spread_[i], -farthest, farthest);
  row[clue_count] = 1;
  return row;
}

Calibration::Calibration(const std::vector<Trial>& trials, const Beliefs& beliefs) {
  double count = 1e-9;
  for (const auto& trial : trials) count += static_cast<double>(trial.candidates.size());
  for (const auto& trial : trials)
    for (const auto& clues : trial.candidates)
      for (std::size_t i = 0; i < clue_count; ++i) mean_[i] += clues[i] / count;
  for (const auto& trial : trials)
    for (const auto& clues : trial.candidates)
      for (std::size_t i = 0; i < clue_count; ++i)
        spread_[i] += (clues[i] - mean_[i]) * (clues[i] - mean_[i]) / count;
  for (auto& spread : spread_)
    spread = std::sqrt(spread) > constant ? std::sqrt(spread) : std::numeric_limits<double>::infinity();
  std::vector<std::vector<Row>> rows(trials.size());
  for (std::size_t t = 0; t < trials.size(); ++t)
    for (const auto& clues : trials[t].candidates) rows[t].push_back(row_of(clues));
  const Counted counted(trials);
  for (int step = 0; step < 15; ++step) {  // Newton's: settles in seven or eight
    Matrix curve{};
    Row slope{};
    for (std::size_t i = 0; i < unknowns; ++i) {
      const auto [weight, firmness] = i < clue_count ? beliefs[i] : Belief{0, 1e-3};
      curve[i][i] = firmness;
      slope[i] = firmness * (weight - weights_[i]);
    }
    for (std::size_t t = 0; t < trials.size(); ++t)
      learn(rows[t], trials[t].right, counted.weight(trials[t]), weights_, slope, curve);
    for (std::size_t i = 0; i < unknowns; ++i)
      for (std::size_t j = i + 1; j < unknowns; ++j) curve[i][j] = curve[j][i];
    const auto move = solved(curve, slope);
    double most = 0;
    for (std::size_t i = 0; i < unknowns; ++i) {
      weights_[i] += move[i];
      most = std::max(most, std::abs(move[i]));
    }
    if (most < settled) break;
  }
}

std::vector<double> Calibration::chances(std::span<const Clues> candidates) const {
  std::vector<Row> rows;
  for (const auto& clues : candidates) rows.push_back(row_of(clues));
  return shares_of(rows, weights_);
}

namespace {

struct Seen {
  double confidence = 0;
  bool right = false, among_three = false, written = false;
};

Seen seen_of(const Calibration& calibration, const Trial& trial) {
  Seen seen;
  seen.written = trial.kind == Trial::Kind::held_back;
  const auto chances = calibration.chances(trial.candidates);
  if (chances.empty()) return seen;
  seen.confidence = *std::max_element(chances.begin(), chances.end());
  if (trial.right >= chances.size()) return seen;
  const double own = chances[trial.right];
  const auto before =
      std::count_if(chances.begin(), chances.end(), [&](double chance) { return chance > own; });
  seen.right = before == 0;
  seen.among_three = before < 3;
  return seen;
}

}  // namespace

Thresholds thresholds_for(const Calibration& calibration, const std::vector<Trial>& trials, double precision,
                          double missing) {
  std::vector<Seen> seen;
  double written = 0;
  for (const auto& trial : trials) {
    if (trial.kind == Trial::Kind::altered) continue;  // some still ask the same thing
    seen.push_back(seen_of(calibration, trial));
    written += seen.back().written ? 1 : 0;
  }
  std::stable_sort(seen.begin(), seen.end(),
                   [](const Seen& left, const Seen& right) { return left.confidence > right.confidence; });
  const double unwritten = static_cast<double>(seen.size()) - written;
  const double weight = unwritten > 0 ? share_unwritten * written / unwritten : 0;
  Thresholds found;
  double right = 0, wrong = 1, answered = 0;  // one wrong before any is seen: few trials are no proof
  for (const auto& one : seen) {
    right += one.right ? 1 : 0;
    wrong += one.right ? 0 : one.written ? 1 : weight;
    answered += one.written ? 0 : 1;
    if (right >= precision * (right + wrong) && answered <= missing * unwritten)
      found.answer = one.confidence;
  }
  found.answer = std::max(found.answer, least_answer);
  found.suggest = found.answer;
  for (std::size_t from = 0; from + window <= seen.size(); from += window / 4) {
    double hit = 0, offered = 0;
    for (auto i = from; i < from + window; ++i) {
      offered += seen[i].written ? 1 : weight;
      hit += seen[i].among_three ? 1 : 0;
    }
    if (hit < worth_offering * offered) break;
    found.suggest = seen[from + window / 2].confidence;
  }
  found.suggest = std::clamp(found.suggest, least_offer, found.answer);
  return found;
}
