#include "kb/pattern_automaton.h"

#include <algorithm>

PatternAutomaton::PatternAutomaton(const std::vector<std::u32string>& literals) {
  struct Made {
    std::uint32_t state = 0, parent = 0, depth = 0;
    char32_t character = 0;
  };
  std::vector<Made> made;
  for (std::uint32_t number = 1; number < literals.size(); ++number) {
    std::uint32_t state = 0, depth = 0;
    for (const char32_t c : literals[number]) {
      const auto parent = state;
      state = add_child(parent, c);
      ++depth;
      if (state > made.size()) made.push_back({state, parent, depth, c});
    }
    states_[state].literal = number;
    states_[state].length = depth;
  }
  // What is shorter must be ready before what is longer.
  std::stable_sort(made.begin(), made.end(),
                   [](const Made& left, const Made& right) { return left.depth < right.depth; });
  for (const auto& one : made) {
    auto& own = states_[one.state];
    if (one.parent != 0) own.shorter = next(states_[one.parent].shorter, one.character);
    own.ended = own.literal != 0 ? one.state : states_[own.shorter].ended;
  }
}

std::size_t PatternAutomaton::slot(std::uint32_t state, char32_t character) const {
  const std::uint64_t key = std::uint64_t{state} << 21U | character;
  return static_cast<std::size_t>(key * 0x9E3779B97F4A7C15ULL >> shift_);
}

std::uint32_t PatternAutomaton::child(std::uint32_t state, char32_t character) const {
  if (state == 0 && character < first_.size()) return first_[character];
  for (auto at = slot(state, character);; at = (at + 1) & (edges_.size() - 1)) {
    const auto& edge = edges_[at];
    if (edge.to == 0 || (edge.from == state && edge.character == character)) return edge.to;
  }
}

void PatternAutomaton::grow() {
  std::vector<Edge> old(edges_.size() * 2);
  old.swap(edges_);
  --shift_;
  for (const auto& edge : old) {
    if (edge.to == 0) continue;
    auto at = slot(edge.from, edge.character);
    while (edges_[at].to != 0) at = (at + 1) & (edges_.size() - 1);
    edges_[at] = edge;
  }
}

std::uint32_t PatternAutomaton::add_child(std::uint32_t state, char32_t character) {
  if (const auto known = child(state, character); known != 0) return known;
  const auto made = static_cast<std::uint32_t>(states_.size());
  states_.emplace_back();
  if (state == 0 && character < first_.size()) return first_[character] = made;
  if (++used_ * 2 > edges_.size()) grow();
  auto at = slot(state, character);
  while (edges_[at].to != 0) at = (at + 1) & (edges_.size() - 1);
  edges_[at] = {state, character, made};
  return made;
}

std::uint32_t PatternAutomaton::next(std::uint32_t state, char32_t character) const {
  for (;; state = states_[state].shorter) {
    if (const auto to = child(state, character); to != 0) return to;
    if (state == 0) return 0;
  }
}

void PatternAutomaton::find(std::u32string_view text, PatternPlaces* places,
                            std::vector<std::uint32_t>& found) const {
  const bool placed = text.size() <= placed_characters;
  std::uint32_t state = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    state = next(state, text[i]);
    for (auto end = states_[state].ended; end != 0; end = states_[states_[end].shorter].ended) {
      const auto& literal = states_[end];
      auto& seen = places[literal.literal];
      if (seen == 0) found.push_back(literal.literal);
      seen |= placed ? PatternPlaces{1} << (i + 1 - literal.length) : ~PatternPlaces{0};
    }
  }
}
