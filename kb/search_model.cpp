#include "kb/search_model.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <utility>

namespace {

// Chosen by leaving phrasings out, on Chinese and English bases. Single characters weigh most: people shorten
// and misspell words, and their characters stay. By TokenKind: character, pair, word, word_pair, part, idea.
constexpr std::array<float, token_kinds> kind_weight{1.5f, 0.8f, 1.0f, 0.3f, 0.5f, 1.5f};

}  // namespace

SearchModel::SearchModel(const std::vector<const Phrasing*>& phrasings, std::size_t entries)
    : entries_(entries), of_entry_(entries) {
  index(phrasings);
  train();
}

void SearchModel::index(const std::vector<const Phrasing*>& phrasings) {
  std::vector<std::uint32_t> said;  // features of all phrasings, one after another
  for (const auto* phrasing : phrasings)
    for (const auto& token : phrasing->tokens) {
      const auto [found, fresh] = features_.try_emplace(token.key, features());
      if (fresh) kinds_.push_back(token.kind);
      said.push_back(found->second);
    }
  list_entries(phrasings, said);
  for (std::size_t feature = 0; feature < kinds_.size(); ++feature) {
    const auto having = static_cast<float>(begin_[feature + 1] - begin_[feature]);
    rarity_.push_back(std::sqrt(std::log1p(static_cast<float>(entries_) / having)));
  }
  unknown_rarity_ = std::sqrt(std::log1p(static_cast<float>(entries_)));
  weight_.assign(list_.size(), 0.0f);
  std::size_t from = 0;
  for (const auto* phrasing : phrasings) {
    of_entry_[phrasing->entry].push_back(static_cast<std::uint32_t>(samples_.size()));
    samples_.push_back(vector_of_known(std::span(said).subspan(from, phrasing->tokens.size())));
    from += phrasing->tokens.size();
  }
}

void SearchModel::list_entries(const std::vector<const Phrasing*>& phrasings,
                               std::span<const std::uint32_t> said) {
  struct Way {
    std::uint32_t entry;
    std::span<const std::uint32_t> features;
  };
  std::vector<Way> ways;
  for (const auto* phrasing : phrasings) {
    ways.push_back({phrasing->entry, said.first(phrasing->tokens.size())});
    said = said.subspan(phrasing->tokens.size());
  }
  std::stable_sort(ways.begin(), ways.end(),
                   [](const Way& left, const Way& right) { return left.entry < right.entry; });
  const auto each = [&](auto&& use) {
    std::vector<std::uint32_t> last(features(), static_cast<std::uint32_t>(-1));
    for (const auto& way : ways)
      for (const auto feature : way.features)
        if (std::exchange(last[feature], way.entry) != way.entry) use(feature, way.entry);
  };
  begin_.assign(kinds_.size() + 1, 0);
  each([&](std::uint32_t feature, std::uint32_t) { ++begin_[feature + 1]; });
  std::partial_sum(begin_.begin(), begin_.end(), begin_.begin());
  list_.resize(begin_.back());
  auto at = begin_;
  each([&](std::uint32_t feature, std::uint32_t entry) { list_[at[feature]++] = entry; });
}

TokenVector SearchModel::vector_of_known(std::span<const std::uint32_t> known) const {
  TokenVector vector;
  vector.parts.reserve(known.size());
  double all = 0;
  for (const auto feature : known) {
    const float value = kind_weight[static_cast<std::size_t>(kinds_[feature])] * rarity_[feature];
    all += static_cast<double>(value) * value;
    vector.parts.push_back({feature, value});
  }
  if (all <= 0) return vector;
  const auto scale = static_cast<float>(1 / std::sqrt(all));
  for (auto& part : vector.parts) part.value *= scale;
  vector.known = 1;
  return vector;
}

TokenVector SearchModel::vector_of(std::span<const Token> tokens) const {
  TokenVector vector;
  double all = 0, known = 0;
  for (const auto& token : tokens) {
    const float weight = kind_weight[static_cast<std::size_t>(token.kind)];
    const auto found = features_.find(token.key);
    const float value = weight * (found == features_.end() ? unknown_rarity_ : rarity_[found->second]);
    all += static_cast<double>(value) * value;
    if (found == features_.end()) {
      if (carries_meaning(token)) vector.strange += static_cast<double>(unknown_rarity_) * unknown_rarity_;
      continue;
    }
    known += static_cast<double>(value) * value;
    vector.parts.push_back({found->second, value});
  }
  if (all <= 0) return vector;
  const auto scale = static_cast<float>(1 / std::sqrt(all));
  for (auto& part : vector.parts) part.value *= scale;
  vector.known = known / all;
  return vector;
}

double SearchModel::rarity(const Token& token) const {
  const auto found = features_.find(token.key);
  return static_cast<double>(found == features_.end() ? unknown_rarity_ : rarity_[found->second]);
}

std::optional<std::uint32_t> SearchModel::feature(const Token& token) const {
  const auto found = features_.find(token.key);
  return found == features_.end() ? std::nullopt : std::optional(found->second);
}

double SearchModel::share(std::uint64_t key, std::uint32_t entry) const {
  const auto found = features_.find(key);
  if (found == features_.end()) return 0;
  const auto from = list_.begin() + begin_[found->second], to = list_.begin() + begin_[found->second + 1];
  const auto at = std::lower_bound(from, to, entry);
  if (at == to || *at != entry) return 0;
  return static_cast<double>(weight_[static_cast<std::size_t>(at - list_.begin())] * rarity_[found->second]);
}
