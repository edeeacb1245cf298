#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

/// Ways to say one thing in everyday Chinese: how, why, cannot, where, when, how much, change, stop, pay,
/// lose.
struct Idea {
  std::uint32_t group = 0;
  std::size_t from = 0, to = 0;  // characters
};
/// The longest ways at each place, from left to right, not overlapping. `text` is in normal form.
std::vector<Idea> ideas_in(std::u32string_view text);
