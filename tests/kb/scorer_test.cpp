#include "kb/scorer.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

#include "kb/nearness.h"
#include "kb/search_trials.h"

namespace {

/// 45 entries of three sentences each: some words in nearly all, some in a few.
struct MixedBase {
  MixedBase() {
    for (std::uint32_t entry = 0; entry < entries; ++entry)
      for (int i = 0; i < 3; ++i) phrasings.push_back({entry, tokens_of(sentence())});
    for (const auto& phrasing : phrasings) learned.push_back(&phrasing);
  }
  std::string pick(const std::vector<std::string>& from) { return from[random() % from.size()]; }
  std::string sentence() {
    return pick({"怎么", "怎么", "请问怎么", "why does "}) + pick({"修改", "修改", "打开", "reset"}) +
           pick({"密码", "合同", "门禁", "发票", "打印机", "考勤", "invoice", "badge"}) +
           std::to_string(random() % 30) + pick({"", "呢", "again"});
  }
  static constexpr std::uint32_t entries = 45;  // fills no whole number of blocks
  std::mt19937 random{20260310};
  std::vector<Phrasing> phrasings;
  std::vector<const Phrasing*> learned;
};

std::vector<float> summed(const SearchModel& model, const TokenVector& text) {
  std::vector<float> sums(model.entries(), 0.0f);
  for (const auto& [feature, value] : text.parts) {
    const auto [entries, weights] = model.list(feature);
    for (std::size_t i = 0; i < entries.size(); ++i)
      sums[entries[i]] += SearchModel::sharpness * value * weights[i];
  }
  return sums;
}

}  // namespace

TEST_CASE(
    "scores are the plain sums to the last bit, for one text and for many, and the best is their most") {
  MixedBase base;
  const SearchModel model(base.learned, MixedBase::entries);
  Scorer many(model, Scorer::For::many_texts);
  for (int i = 0; i < 300; ++i) {
    const auto text = model.vector_of(tokens_of(base.sentence()));
    const auto sums = summed(model, text);
    Scorer one(model, Scorer::For::one_text);
    for (auto* scorer : {&one, &many}) {
      const auto scores = scorer->scores(text.parts);
      CHECK(std::vector<float>(scores.begin(), scores.end()) == sums);
      CHECK(scorer->best(text.parts) == std::max(0.0f, *std::max_element(sums.begin(), sums.end())));
    }
  }
  CHECK(many.best({}) == 0);
}

TEST_CASE("a base without entries scores nothing") {
  const SearchModel model({}, 0);
  Scorer scorer(model, Scorer::For::many_texts);
  CHECK(scorer.scores({}).empty());
  CHECK(scorer.best({}) == 0);
}

TEST_CASE("candidates are the best by score, of equals the first, and only those that may") {
  MixedBase base;
  const SearchModel model(base.learned, MixedBase::entries);
  const WordEvidence evidence(model);
  Scorer scorer(model, Scorer::For::many_texts);
  for (std::size_t i = 0; i < 200; ++i) {
    const auto tokens = tokens_of(base.sentence());
    const auto text = model.vector_of(tokens);
    const auto sums = summed(model, text);
    const auto may = [&](std::size_t entry) { return i % 2 == 0 || entry % 3 != 0; };
    std::vector<std::size_t> order;
    for (std::size_t entry = 0; entry < sums.size(); ++entry)
      if (sums[entry] > 0 && may(entry)) order.push_back(entry);
    std::stable_sort(order.begin(), order.end(),
                     [&](auto left, auto right) { return sums[left] > sums[right]; });
    const std::size_t limit = i % 12;
    order.resize(std::min(order.size(), std::max<std::size_t>(limit, 5)));
    const auto found = candidates_of(model, evidence, scorer, text, tokens, limit, may);
    CHECK(found.entries == order);
    REQUIRE(found.clues.size() == std::min<std::size_t>(5, order.size()));
    for (std::size_t c = 0; c < found.clues.size(); ++c) CHECK(found.clues[c][0] == sums[order[c]]);
  }
}

TEST_CASE("what an entry leaves unsaid scores alike, whichever entries were looked at before") {
  MixedBase base;
  const SearchModel model(base.learned, MixedBase::entries);
  Scorer scorer(model, Scorer::For::many_texts);
  for (int i = 0; i < 50; ++i) {
    const auto tokens = tokens_of(base.sentence());
    const auto text = model.vector_of(tokens);
    NearText together(model, scorer, text, tokens);
    for (std::uint32_t entry = 0; entry < MixedBase::entries; ++entry) {
      const auto one = together.to(entry);
      const auto alone = NearText(model, scorer, text, tokens).to(entry);
      CHECK(one.rest == alone.rest);
      CHECK(one.foreign == alone.foreign);
      CHECK(one.nearest == alone.nearest);
    }
  }
}

TEST_CASE("trials are the same in one piece and in several") {
  MixedBase base;
  const SearchTrials trials(base.phrasings, MixedBase::entries);
  REQUIRE(trials.folds() > 0);
  const auto fold = trials.learn(0);
  const auto whole = fold->trials(0, 1);
  std::vector<Trial> pieces;
  for (std::size_t part = 0; part < 4; ++part)
    for (auto& trial : fold->trials(part, 4)) pieces.push_back(std::move(trial));
  REQUIRE(pieces.size() == whole.size());
  for (std::size_t i = 0; i < whole.size(); ++i) {
    CHECK(pieces[i].kind == whole[i].kind);
    CHECK(pieces[i].right == whole[i].right);
    CHECK(pieces[i].candidates == whole[i].candidates);
  }
}
