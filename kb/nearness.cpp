#include "kb/nearness.h"

#include <algorithm>
#include <bit>
#include <cmath>

NearText::NearText(const SearchModel& model, Scorer& scorer, const TokenVector& text,
                   std::span<const Token> tokens)
    : model_(model), scorer_(scorer), text_(text), table_(std::bit_ceil(4 * text.parts.size() + 4)) {
  std::uint32_t next = 0;
  for (const auto& token : tokens) {
    if (carries_meaning(token)) {
      const double rare = model.rarity(token);
      letters_.push_back({token.from, rare * rare});
      weight_ += rare * rare;
    }
    // The text's parts are its known tokens, in their order.
    const auto feature = model.feature(token);
    if (!feature || next == text.parts.size() || text.parts[next].feature != *feature) continue;
    if (token.kind == TokenKind::pair || token.kind == TokenKind::word || token.kind == TokenKind::idea)
      covers_.push_back({next, token.from, token.to});
    auto slot = *feature & (table_.size() - 1);
    while (table_[slot].part != nothing) slot = (slot + 1) & (table_.size() - 1);
    table_[slot] = {*feature, next++};
  }
}

inline std::uint32_t NearText::part_of(std::uint32_t feature) const {
  auto slot = feature & (table_.size() - 1);
  while (table_[slot].feature != feature && table_[slot].part != nothing)
    slot = (slot + 1) & (table_.size() - 1);
  return table_[slot].part;
}

double NearText::score_of_rest(const Said& said) {
  for (const auto& rest : rests_)
    if (rest.said == said) return rest.score;
  std::vector<TokenVector::Part> parts;
  double length = 0;
  for (std::size_t i = 0; i < said.size(); ++i) {
    if (said[i] != 0) continue;
    parts.push_back(text_.parts[i]);
    length += static_cast<double>(text_.parts[i].value) * static_cast<double>(text_.parts[i].value);
  }
  const double score = length > 0 ? static_cast<double>(scorer_.best(parts)) / std::sqrt(length) : 0;
  rests_.push_back({said, score});
  return score;
}

Nearness NearText::to(std::uint32_t entry) {
  Nearness found;
  Said said(text_.parts.size(), 0);
  const auto& phrasings = model_.phrasings_of(entry);
  for (const auto index : phrasings) {
    double cosine = 0;
    for (const auto& [feature, value] : model_.phrasing(index).parts) {
      const auto part = part_of(feature);
      if (part == nothing) continue;
      said[part] = 1;
      cosine += static_cast<double>(text_.parts[part].value) * static_cast<double>(value);
    }
    found.nearest = std::max(found.nearest, std::min(cosine, 1.0));
    found.usual += cosine / static_cast<double>(phrasings.size());
  }
  found.rest = score_of_rest(said);
  std::size_t end = 0;  // Latin words come last among the tokens, wherever they stand
  for (const auto& letter : letters_) end = std::max<std::size_t>(end, letter.at + 1);
  std::vector<char> covered(end, 0);
  for (const auto& cover : covers_)
    if (said[cover.part] != 0)
      for (auto at = cover.from; at < std::min<std::size_t>(cover.to, end); ++at) covered[at] = 1;
  for (const auto& letter : letters_)
    if (covered[letter.at] == 0) found.foreign += letter.weight;
  found.foreign_share = weight_ > 0 ? found.foreign / weight_ : 0;
  return found;
}
