#include "kb/word_evidence.h"

#include <algorithm>
#include <cmath>

namespace {

constexpr double known_pairs = 6;  // pairs of phrasings that the average of a word's kind counts for
constexpr double least_correlation = 0.02, most_correlation = 0.95;
constexpr double surest = 0.97;  // that an entry's next question has a word: few phrasings prove no more

struct Counts {
  double has = 0;    // phrasings
  double pairs = 0;  // of phrasings of one entry, the first of which has it
  double both = 0;   // of these, the second has it too
};

}  // namespace

WordEvidence::WordEvidence(const SearchModel& model) {
  for (std::uint32_t feature = 0; feature < model.features(); ++feature) {
    const auto kind = model.kind(feature);
    group_.push_back(kind == TokenKind::idea                                   ? Group::ideas
                     : kind == TokenKind::character || kind == TokenKind::word ? Group::words
                                                                               : Group::none);
  }
  std::vector<std::uint32_t> all;
  begin_.push_back(0);
  for (std::uint32_t entry = 0; entry < model.entries(); ++entry) {
    const auto& own = model.phrasings_of(entry);
    all.clear();
    for (const auto index : own)
      for (const auto& part : model.phrasing(index).parts)
        if (group_[part.feature] != Group::none) all.push_back(part.feature);
    std::sort(all.begin(), all.end());
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (i == 0 || all[i] != all[i - 1]) cells_.push_back({all[i], 0});
      ++cells_.back().times;
    }
    begin_.push_back(static_cast<std::uint32_t>(cells_.size()));
    phrasings_.push_back(static_cast<float>(own.size()));
  }
  weigh(model);
}

void WordEvidence::weigh(const SearchModel& model) {
  std::vector<Counts> counts(group_.size());
  double total = 0;
  for (std::size_t entry = 0; entry + 1 < begin_.size(); ++entry) {
    const double size = static_cast<double>(phrasings_[entry]);
    total += size;
    for (auto i = begin_[entry]; i < begin_[entry + 1]; ++i) {
      const double times = cells_[i].times;
      auto& count = counts[cells_[i].feature];
      count.has += times;
      count.pairs += times * (size - 1);
      count.both += times * (times - 1);
    }
  }
  std::array<Counts, token_kinds> of_kind{};
  for (std::uint32_t feature = 0; feature < counts.size(); ++feature) {
    auto& kind = of_kind[static_cast<std::size_t>(model.kind(feature))];
    kind.pairs += counts[feature].pairs;
    kind.both += counts[feature].both;
  }
  for (std::uint32_t feature = 0; feature < counts.size(); ++feature) {
    const auto& count = counts[feature];
    const auto& kind = of_kind[static_cast<std::size_t>(model.kind(feature))];
    const double average = kind.pairs > 0 ? kind.both / kind.pairs : 0.2;
    const double faithful = (count.both + known_pairs * average) / (count.pairs + known_pairs);
    const double usual = std::min(0.9, (count.has + 0.5) / (total + 1));
    const double correlation =
        std::clamp((faithful - usual) / (1 - usual), least_correlation, most_correlation);
    usual_.push_back(static_cast<float>(usual));
    looseness_.push_back(static_cast<float>(1 / correlation - 1));
  }
}

double WordEvidence::present(std::uint32_t feature, double times, double phrasings) const {
  const double usual = static_cast<double>(usual_[feature]), loose = static_cast<double>(looseness_[feature]);
  return std::log((times + loose * usual) / (phrasings + loose) / usual);
}

double WordEvidence::absent(std::uint32_t feature, double times, double phrasings) const {
  const double usual = static_cast<double>(usual_[feature]), loose = static_cast<double>(looseness_[feature]);
  return std::log((1 - std::min(surest, (times + loose * usual) / (phrasings + loose))) / (1 - usual));
}

std::vector<std::uint32_t> WordEvidence::features_of(const TokenVector& text) const {
  std::vector<std::uint32_t> features;
  for (const auto& part : text.parts)
    if (group_[part.feature] != Group::none) features.push_back(part.feature);
  std::sort(features.begin(), features.end());
  return features;
}

std::array<Evidence, 2> WordEvidence::of(const std::vector<std::uint32_t>& features,
                                         std::uint32_t entry) const {
  std::array<Evidence, 2> sums{};
  const auto phrasings = static_cast<double>(phrasings_[entry]);
  auto at = begin_[entry];
  const auto end = begin_[entry + 1];
  const auto miss = [&](const Cell& cell) {
    auto& sum = sums[group_[cell.feature] == Group::ideas ? 1 : 0];
    const double by = absent(cell.feature, cell.times, phrasings);
    sum.missing += by;
    sum.missing_most = std::min(sum.missing_most, by);
  };
  for (const auto feature : features) {
    for (; at < end && cells_[at].feature < feature; ++at) miss(cells_[at]);
    const bool has = at < end && cells_[at].feature == feature;
    auto& sum = sums[group_[feature] == Group::ideas ? 1 : 0];
    const double by = present(feature, has ? cells_[at].times : 0, phrasings);
    if (has) ++at;
    if (by > 0) {
      sum.said += by;
    } else {
      sum.unsaid += by;
      sum.unsaid_most = std::min(sum.unsaid_most, by);
    }
  }
  for (; at < end; ++at) miss(cells_[at]);
  return sums;
}

double WordEvidence::present(std::uint32_t feature, std::uint32_t entry) const {
  const auto from = cells_.begin() + begin_[entry], to = cells_.begin() + begin_[entry + 1];
  const auto at = std::lower_bound(
      from, to, feature, [](const Cell& cell, std::uint32_t wanted) { return cell.feature < wanted; });
  const bool has = at != to && at->feature == feature;
  return present(feature, has ? at->times : 0, static_cast<double>(phrasings_[entry]));
}

double WordEvidence::absent(std::uint32_t feature, std::uint32_t entry) const {
  const auto from = cells_.begin() + begin_[entry], to = cells_.begin() + begin_[entry + 1];
  const auto at = std::lower_bound(
      from, to, feature, [](const Cell& cell, std::uint32_t wanted) { return cell.feature < wanted; });
  const bool has = at != to && at->feature == feature;
  return has ? absent(feature, at->times, static_cast<double>(phrasings_[entry])) : 0;
}
