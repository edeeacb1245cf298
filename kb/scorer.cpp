#include "kb/scorer.h"

#include <algorithm>
#include <array>

namespace {

constexpr std::size_t block = 8;   // floats: two or one of a processor's registers
constexpr std::size_t sparse = 6;  // a step in a list costs what so many steps in a row cost

/// Entries that the row leaves out are given a nought, which changes no sum.
void add_row(const float* __restrict row, float by, std::span<float> sums) {
  float* __restrict sum = sums.data();
  for (std::size_t i = 0; i < sums.size(); i += block)
    for (std::size_t k = 0; k < block; ++k) sum[i + k] += by * row[i + k];
}

}  // namespace

Scorer::Scorer(const SearchModel& model, For use)
    : model_(model), sums_((model.entries() + block - 1) / block * block) {
  if (use == For::one_text) return;
  row_of_.assign(model.features(), nothing);
  for (std::uint32_t feature = 0; feature < model.features(); ++feature) {
    const auto list = model.list(feature);
    if (list.entries.size() * sparse <= sums_.size()) continue;
    row_of_[feature] = static_cast<std::uint32_t>(rows_.size() / sums_.size());
    const auto begin = rows_.size();
    rows_.resize(begin + sums_.size(), 0.0f);
    for (std::size_t i = 0; i < list.entries.size(); ++i) rows_[begin + list.entries[i]] = list.weights[i];
  }
}

std::span<const float> Scorer::scores(std::span<const TokenVector::Part> parts) {
  std::fill(sums_.begin(), sums_.end(), 0.0f);
  for (const auto& [feature, value] : parts) {
    const float by = SearchModel::sharpness * value;
    if (!row_of_.empty() && row_of_[feature] != nothing) {
      add_row(rows_.data() + row_of_[feature] * sums_.size(), by, sums_);
      continue;
    }
    const auto [entries, weights] = model_.list(feature);
    for (std::size_t i = 0; i < entries.size(); ++i) sums_[entries[i]] += by * weights[i];
  }
  return std::span(sums_).first(model_.entries());
}

float Scorer::best(std::span<const TokenVector::Part> parts) {
  scores(parts);
  std::array<float, block> most{};
  for (std::size_t i = 0; i < sums_.size(); i += block)
    for (std::size_t k = 0; k < block; ++k) most[k] = most[k] < sums_[i + k] ? sums_[i + k] : most[k];
  return *std::max_element(most.begin(), most.end());
}
