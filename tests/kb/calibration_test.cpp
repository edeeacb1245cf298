#include "kb/calibration.h"

#include <catch2/catch.hpp>
#include <cmath>

namespace {

Clues clues_of(double score) {
  Clues clues{};
  clues[0] = score;
  return clues;
}

double noise(std::size_t i) { return std::sin(static_cast<double>(i) * 12.9898) * 2; }

/// Right entries score about 5, others about 1; the best of what was taken out about 2.
std::vector<Trial> told_apart(std::size_t count) {
  std::vector<Trial> trials;
  for (std::size_t i = 0; i < count; ++i) {
    Trial held;
    held.candidates = {clues_of(5 + noise(i)), clues_of(1 + noise(i + count))};
    held.right = 0;
    trials.push_back(held);
    if (i % 2 == 0) continue;
    Trial taken;
    taken.kind = Trial::Kind::taken_out;
    taken.candidates = {clues_of(2 + noise(i + 7)), clues_of(1 + noise(i + 3))};
    trials.push_back(taken);
  }
  return trials;
}

}  // namespace

TEST_CASE("chances of the candidates and of none make one") {
  const Calibration calibration(told_apart(300));
  const auto chances = calibration.chances(std::vector<Clues>{clues_of(6), clues_of(1), clues_of(0)});
  REQUIRE(chances.size() == 3);
  CHECK(chances[0] > 0.85);
  CHECK(chances[0] + chances[1] + chances[2] < 1);
  CHECK(calibration.chances({}).empty());
}

TEST_CASE("a rival as good, or a low score, takes confidence away") {
  const Calibration calibration(told_apart(300));
  const auto alone = calibration.chances(std::vector<Clues>{clues_of(5)})[0];
  const auto rivalled = calibration.chances(std::vector<Clues>{clues_of(5), clues_of(5)})[0];
  const auto low = calibration.chances(std::vector<Clues>{clues_of(1)})[0];
  CHECK(rivalled < 0.6);
  CHECK(rivalled < alone - 0.3);
  CHECK(low < 0.2);
}

TEST_CASE("what is believed of a clue counts where the trials say nothing of it, and yields where they do") {
  auto trials = told_apart(300);
  const auto lowered = [&](const Beliefs& beliefs) {
    const Calibration calibration(trials, beliefs);
    auto doubtful = clues_of(4);
    doubtful[1] = 2;
    return calibration.chances(std::vector<Clues>{clues_of(4)})[0] -
           calibration.chances(std::vector<Clues>{doubtful})[0];
  };
  Beliefs against{};
  against[1] = {-1, 200};
  for (std::size_t i = 0; i < trials.size(); ++i)
    for (auto& candidate : trials[i].candidates) candidate[1] = noise(i + 1000) / 2;
  CHECK(std::abs(lowered({})) < 0.03);
  CHECK(lowered(against) > 0.1);
  for (auto& trial : trials)
    for (std::size_t c = 0; c < trial.candidates.size(); ++c)
      trial.candidates[c][1] = c == trial.right ? 1 : 0;
  against[1].firmness = 1;
  CHECK(lowered(against) < 0);
}

TEST_CASE("a clue that was the same in all trials moves no chance, whatever is believed of it") {
  Beliefs for_it{};
  for_it[1] = {0.4, 40};
  const Calibration calibration(told_apart(300), for_it);
  auto other = clues_of(4);
  other[1] = 50;
  CHECK(calibration.chances(std::vector<Clues>{other})[0] ==
        calibration.chances(std::vector<Clues>{clues_of(4)})[0]);
}

TEST_CASE("the answer threshold keeps its precision and its share of unwritten questions on the trials") {
  const auto trials = told_apart(400);
  const Calibration calibration(trials);
  const auto thresholds = thresholds_for(calibration, trials, 0.95, 0.03);
  CHECK(thresholds.suggest <= thresholds.answer);
  double answered = 0, unwritten = 0, right = 0, given = 0;
  for (const auto& trial : trials) {
    const auto chances = calibration.chances(trial.candidates);
    const bool missing = trial.kind == Trial::Kind::taken_out;
    unwritten += missing ? 1 : 0;
    if (std::max(chances[0], chances[1]) < thresholds.answer) continue;
    given += 1;
    right += trial.right == (chances[0] >= chances[1] ? 0u : 1u) ? 1 : 0;
    answered += missing ? 1 : 0;
  }
  CHECK(given > 40);
  CHECK(answered <= 0.03 * unwritten);
  CHECK(right >= 0.95 * given);
  CHECK(thresholds_for(calibration, trials, 0.95, 0.3).answer < thresholds.answer);
}

TEST_CASE("where nothing can be told apart, nothing is answered") {
  std::vector<Trial> trials;
  for (std::size_t i = 0; i < 200; ++i) {
    Trial trial;
    trial.candidates = {clues_of(noise(i))};
    trial.kind = i % 2 ? Trial::Kind::taken_out : Trial::Kind::held_back;
    if (trial.kind == Trial::Kind::held_back) trial.right = 0;
    trials.push_back(trial);
  }
  CHECK(thresholds_for(Calibration(trials), trials, 0.95, 0.03).answer == 1);
}
