#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// What the rules of masking share: the text as glyphs, and what has been found in it.

/// One character as it was typed, and as the rules read it.
struct Glyph {
  enum class Digit : std::uint8_t { none, western, han };
  char32_t typed = 0;
  char32_t plain = 0;    // compatibility form, upper case, Simplified; digits of any script as 0–9
  std::uint32_t at = 0;  // byte in the text
  Digit digit = Digit::none;
  bool taken = false;  // belongs to something found already
};
using Glyphs = std::vector<Glyph>;

enum class Personal {
  phone,
  identity,
  card,
  account,
  landline,
  code,
  email,
  passport,
  name,
  address,
  number
};

/// Glyphs [begin, end) are personal. `digits` are the glyphs that count, without separators and prefixes;
/// the first `shown_first` and the last `shown_last` of them may be seen.
struct Finding {
  Personal kind;
  std::size_t begin = 0, end = 0;
  std::vector<std::size_t> digits;
  std::size_t shown_first = 0, shown_last = 0;
};
using Findings = std::vector<Finding>;

Glyphs glyphs_of(std::string_view text);
bool ascii_letter(char32_t point);
bool ascii_alphanumeric(char32_t point);
/// Do the glyphs from `at` on read as `word` (plain form)?
bool reads(const Glyphs& glyphs, std::size_t at, std::u32string_view word);
/// Records the finding and marks its glyphs.
void take(Glyphs& glyphs, Findings& findings, Finding finding);

/// All of its glyphs count, and none is shown.
Finding finding_of(Personal kind, std::size_t begin, std::size_t end);
/// Passwords and one-time codes: part of find_tokens.
void find_secrets(Glyphs& glyphs, Findings& findings);
/// E-mail addresses, passwords and one-time codes, travel documents: to be called before find_numbers.
void find_tokens(Glyphs& glyphs, Findings& findings);
/// Names and addresses behind the words that announce them.
void find_people(Glyphs& glyphs, Findings& findings);
constexpr std::size_t fewest_digits = 6;  // of a number that somebody could be known by
/// Phones, identity numbers, cards, accounts.
void find_numbers(Glyphs& glyphs, Findings& findings);
