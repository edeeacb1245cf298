#include "bot/alike.h"

#include <algorithm>

#include "bot/text.h"
#include "bot/utf8.h"
#include "bot/words.h"

namespace {

constexpr double same_system_needs = 0.5, other_needs = 0.75;
constexpr double same_operation = 0.15;
constexpr std::size_t few_pairs = 4;    // fewer are no evidence
constexpr std::size_t most_alike = 32;  // a crowd is one, however large

using Pairs = std::vector<std::pair<char32_t, char32_t>>;

/// Pairs of neighbouring characters; digits tell customers apart and not troubles.
Pairs pairs_of(const std::string& text) {
  Pairs pairs;
  const auto plain = bare(text);
  char32_t before = 0;
  for (std::size_t at = 0; at < plain.size();) {
    const auto point = next_code_point(plain, at);
    if (point >= '0' && point <= '9') continue;
    if (before != 0) pairs.emplace_back(before, point);
    before = point;
  }
  std::sort(pairs.begin(), pairs.end());
  pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
  return pairs;
}

double words_alike(const Pairs& left, const Pairs& right) {
  if (left.empty() || right.empty()) return 0;
  std::size_t shared = 0;
  for (auto one = left.begin(), other = right.begin(); one != left.end() && other != right.end();) {
    if (*one == *other)
      ++shared, ++one, ++other;
    else if (*one < *other)
      ++one;
    else
      ++other;
  }
  // The shorter counts: one says in six characters what another tells in thirty.
  return static_cast<double>(shared) /
         static_cast<double>(std::max(std::min(left.size(), right.size()), few_pairs));
}

}  // namespace

Sightings::Taken Sightings::taken(Sighting sighting) {
  auto pairs = pairs_of(sighting.title);
  auto error = bare(sighting.error);
  return {std::move(sighting), std::move(error), std::move(pairs)};
}

void Sightings::add(Sighting sighting) { seen_.push_back(taken(std::move(sighting))); }

/// 0 … 1. Different systems or different errors are never alike; the same error is, else words decide.
double Sightings::likeness(const Taken& one, const Taken& other) {
  const auto &left = one.sighting, &right = other.sighting;
  if (left.system != right.system && !left.system.empty() && !right.system.empty()) return 0;
  if (!one.error.empty() && !other.error.empty()) return one.error == other.error ? 1 : 0;
  auto alike = words_alike(one.pairs, other.pairs);
  if (!left.operation.empty() && left.operation == right.operation) alike += same_operation;
  return std::min(alike, 1.0);
}

std::vector<Sighting> Sightings::alike_to(const Sighting& one) const {
  const auto own = taken(one);
  std::vector<std::pair<double, const Sighting*>> found;
  for (const auto& other : seen_) {
    if (other.sighting.number == one.number) continue;
    const bool same_system = !one.system.empty() && one.system == other.sighting.system;
    const auto alike = likeness(own, other);
    if (alike >= (same_system ? same_system_needs : other_needs)) found.emplace_back(alike, &other.sighting);
  }
  const auto end = found.begin() + static_cast<std::ptrdiff_t>(std::min(found.size(), most_alike));
  std::partial_sort(found.begin(), end, found.end(), [](const auto& left, const auto& right) {
    return left.first != right.first ? left.first > right.first : left.second->number < right.second->number;
  });
  found.erase(end, found.end());
  std::vector<Sighting> alike;
  alike.reserve(found.size());
  for (const auto& [score, other] : found) alike.push_back(*other);
  return alike;
}

bool is_burst(const BurstRule& rule, const std::vector<Sighting>& alike, Time now) {
  const auto lately =
      std::count_if(alike.begin(), alike.end(), [&](const auto& one) { return now - one.at <= rule.within; });
  return lately + 1 >= rule.count;
}
