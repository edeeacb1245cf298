#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Bytes [begin, end) of Sentence::plain.
struct Span {
  std::size_t begin = 0, end = 0;
  bool empty() const { return begin >= end; }
};

/// A first sentence in its normal form (bot/text), which remembers where each byte came from, so that what is
/// quoted comes out as it was written. Rules search `plain`; what one rule has taken is covered so that no
/// other reads it again.
struct Sentence {
  std::string original, plain;
  std::vector<std::uint32_t> origin;  // plain.size() + 1 positions in `original`

  /// Reads at most 64 kB of it: nobody types more, and every rule stays quick on hostile input.
  explicit Sentence(std::string_view text);
  /// The original characters behind a span, white space at the ends off.
  std::string quoted(Span span) const;
  /// Overwrites a span with `cover_mark`; positions stay.
  void cover(Span span);
};

/// Stands for something already understood; no word, number or name goes on across it.
constexpr char cover_mark = '|';

/// Byte by byte: words are short, and most differ in their first character.
inline bool starts_with(std::string_view text, std::string_view prefix) {
  if (text.size() < prefix.size()) return false;
  for (std::size_t at = 0; at < prefix.size(); ++at)
    if (text[at] != prefix[at]) return false;
  return true;
}
inline bool ends_with(std::string_view text, std::string_view suffix) {
  return text.size() >= suffix.size() && starts_with(text.substr(text.size() - suffix.size()), suffix);
}
/// The length of the longest of `words` that `text` starts with; 0 when none does.
std::size_t longest_prefix(std::string_view text, const std::vector<std::string_view>& words);
/// Does `text` end with one of `words`?
bool ends_with_any(std::string_view text, const std::vector<std::string_view>& words);
/// The code point at the end of `text`, 0 when empty.
char32_t last_code_point(std::string_view text);
/// The code point at its beginning, 0 when empty.
char32_t first_code_point(std::string_view text);
