#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

/// A pattern as steps over sets of places, read from RE2's syntax without RE2: 50,000 patterns in tenths of a
/// second, and a message is decided by a few shifts instead of an automaton for each pattern.

/// Bit i: the match may have come to before character i. So a text of up to 63 characters can be placed.
using PatternPlaces = std::uint64_t;
constexpr std::size_t placed_characters = 63;

/// The high four bits of a word; the other 28 hold what each step says here.
enum class PatternStep : std::uint32_t {
  literal,   // 6 bits characters, 22 bits its number
  dots,      // 14 bits at least, 14 bits at most characters that are no line's end
  wild,      // some character
  nothing,   // fits where it stands
  begin,     // of the text
  end,       // of the text
  sequence,  // words of all its parts, which follow
  either,    // words of all its branches, which follow
  repeat     // words that follow: 16 bits at least, 16 bits at most; the part
};
constexpr std::uint32_t pattern_payload = (1U << 28U) - 1;
constexpr std::uint32_t endless_dots = (1U << 14U) - 1, endless_repeat = (1U << 16U) - 1;
constexpr std::uint32_t literal_bits = 22;

/// The different literals of all patterns, as the text is folded for them. Number 0 is no literal.
class PatternLiterals {
 public:
  /// 0: there are too many.
  std::uint32_t number(const std::u32string& literal);
  const std::vector<std::u32string>& all() const { return all_; }

 private:
  std::unordered_map<std::u32string, std::uint32_t> numbers_;
  std::vector<std::u32string> all_{std::u32string()};
};

struct PatternCode {
  bool understood = false;   // else only RE2 can say anything about it
  bool exact = true;         // what the steps find is what RE2 finds; else they find that and more
  bool surely_valid = true;  // else RE2 must be asked whether it takes the pattern
  std::vector<std::uint32_t> words;
};
PatternCode pattern_code(const std::string& pattern, bool ignore_case, PatternLiterals& literals);

/// ASCII capitals made small, and with them the two others that RE2 takes for letters of ASCII when case is
/// ignored: U+017F for s, U+212A for k.
inline char32_t pattern_fold(char32_t c) {
  if (c < 0x80) return c >= 'A' && c <= 'Z' ? c + 32 : c;
  return c == 0x17F ? U's' : c == 0x212A ? U'k' : c;
}
