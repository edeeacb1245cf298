#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "kb/pattern_code.h"

/// Aho-Corasick over characters rather than bytes: places are counted in characters, and a Chinese text has a
/// third as many of them. Immutable; any thread.
class PatternAutomaton {
 public:
  PatternAutomaton() = default;
  /// Number 0 stands for none.
  explicit PatternAutomaton(const std::vector<std::u32string>& literals);
  /// Sets the bits where literals begin, by number, or all bits of those that occur at all where the text is
  /// too long to be placed. `found` gets the number of each, once.
  void find(std::u32string_view text, PatternPlaces* places, std::vector<std::uint32_t>& found) const;

 private:
  struct State {
    std::uint32_t shorter = 0;  // the longest end of it that begins a literal
    std::uint32_t ended = 0;    // the longest end of it that is a literal; itself where it is one
    std::uint32_t literal = 0, length = 0;
  };
  struct Edge {
    std::uint32_t from = 0;
    char32_t character = 0;
    std::uint32_t to = 0;  // 0: a free slot
  };
  std::uint32_t child(std::uint32_t state, char32_t character) const;
  std::uint32_t add_child(std::uint32_t state, char32_t character);
  std::uint32_t next(std::uint32_t state, char32_t character) const;
  std::size_t slot(std::uint32_t state, char32_t character) const;
  void grow();

  std::vector<State> states_{State()};
  std::vector<std::uint32_t> first_ = std::vector<std::uint32_t>(0x10000);  // from the root, by character
  std::vector<Edge> edges_ = std::vector<Edge>(1024);
  std::size_t used_ = 0;
  unsigned shift_ = 54;
};
