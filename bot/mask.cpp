#include "bot/mask.h"

#include <algorithm>
#include <array>

#include "bot/chinese.h"
#include "bot/mask_parts.h"
#include "bot/memo.h"
#include "bot/text.h"
#include "bot/utf8.h"

namespace {

constexpr std::size_t longest_text = 64 * 1024;
constexpr std::size_t fewest_stars =
    4;  // four stars tell a later pass that the digits beside them are what is left

/// NFKC for the characters that people write digits and letters with.
char32_t compatible(char32_t c) {
  if (c < 0xB2 || (c >= 0x3000 && c < 0xFF01)) return c;
  if (c >= 0xFF01 && c <= 0xFF5E) return c - 0xFEE0;
  struct Row {
    char32_t first, count, digit;
  };
  static constexpr std::array<Row, 9> rows{{{0x2460, 9, U'1'},
                                            {0x2474, 9, U'1'},
                                            {0x2488, 9, U'1'},
                                            {0x2776, 9, U'1'},
                                            {0x2780, 9, U'1'},
                                            {0x278A, 9, U'1'},
                                            {0x24F5, 9, U'1'},
                                            {0x2080, 10, U'0'},
                                            {0x2074, 6, U'4'}}};
  for (const auto& row : rows)
    if (c >= row.first && c < row.first + row.count) return row.digit + (c - row.first);
  if (c >= 0x1D7CE && c <= 0x1D7FF) return U'0' + (c - 0x1D7CE) % 10;
  switch (c) {
    case 0x24EA:
    case 0x24FF:
    case 0x2070:
      return U'0';
    case 0xB9:
      return U'1';
    case 0xB2:
      return U'2';
    case 0xB3:
      return U'3';
    case 0xD7:
      return U'X';
    default:
      return c;
  }
}

char32_t han_numeral(char32_t c) {
  switch (c) {
    case U'〇':
    case U'零':
      return U'0';
    case U'一':
    case U'幺':
      return U'1';
    case U'二':
    case U'两':
      return U'2';
    case U'三':
      return U'3';
    case U'四':
      return U'4';
    case U'五':
      return U'5';
    case U'六':
      return U'6';
    case U'七':
      return U'7';
    case U'八':
      return U'8';
    case U'九':
      return U'9';
    default:
      return 0;
  }
}

Glyph glyph_of(char32_t typed, std::size_t at) {
  Glyph glyph;
  glyph.typed = typed;
  glyph.at = static_cast<std::uint32_t>(at);
  auto plain = compatible(typed);
  if (plain >= U'a' && plain <= U'z') plain = plain - U'a' + U'A';
  if (plain >= 0x3400) plain = simplified(plain);
  if (plain >= U'0' && plain <= U'9') glyph.digit = Glyph::Digit::western;
  if (plain >= 0x3007)
    if (const auto value = han_numeral(plain); value != 0) {
      plain = value;
      glyph.digit = Glyph::Digit::han;
    }
  glyph.plain = plain;
  return glyph;
}

std::string_view log_name(Personal kind) {
  switch (kind) {
    case Personal::phone:
      return "~phone";
    case Personal::identity:
      return "~identity";
    case Personal::card:
      return "~card";
    case Personal::account:
      return "~account";
    case Personal::landline:
      return "~landline";
    case Personal::code:
      return "******";
    case Personal::email:
      return "~email";
    case Personal::passport:
      return "~passport";
    case Personal::name:
      return "~name";
    case Personal::address:
      return "~address";
    case Personal::number:
      return "~number";
  }
  return "******";
}

/// SipHash-2-4 (Aumasson, Bernstein 2012): short inputs, keyed, no table.
std::uint64_t sip_hash(const LogKey& key, std::string_view text) {
  const auto turn = [](std::uint64_t x, int by) { return (x << by) | (x >> (64 - by)); };
  std::uint64_t a = key.first ^ 0x736f6d6570736575, b = key.second ^ 0x646f72616e646f6d,
                c = key.first ^ 0x6c7967656e657261, d = key.second ^ 0x7465646279746573;
  const auto rounds = [&](int count) {
    for (; count > 0; --count) {
      a += b, c += d, b = turn(b, 13) ^ a, d = turn(d, 16) ^ c, a = turn(a, 32);
      c += b, a += d, b = turn(b, 17) ^ c, d = turn(d, 21) ^ a, c = turn(c, 32);
    }
  };
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    word |= static_cast<std::uint64_t>(static_cast<unsigned char>(text[i])) << (8 * (i % 8));
    if (i % 8 != 7) continue;
    d ^= word, rounds(2), a ^= word, word = 0;
  }
  word |= static_cast<std::uint64_t>(text.size()) << 56;
  d ^= word, rounds(2), a ^= word, c ^= 0xff, rounds(4);
  return a ^ b ^ c ^ d;
}

/// 32 bits as eight letters a…p: digits would look like a number to hide.
std::string hash_letters(const LogKey& key, const Glyphs& glyphs, const Finding& finding) {
  std::string plain;
  for (const auto at : finding.digits) append_utf8(plain, glyphs[at].plain);
  const auto hash = sip_hash(key, plain);
  std::string letters = "~";
  for (int i = 0; i < 8; ++i) letters += static_cast<char>('a' + ((hash >> (4 * i)) & 15));
  return letters;
}

std::string for_log(const LogKey* key, const Glyphs& glyphs, const Finding& finding) {
  const bool never =
      finding.kind == Personal::code || finding.kind == Personal::name || finding.kind == Personal::address;
  return key == nullptr || never ? std::string(log_name(finding.kind)) : hash_letters(*key, glyphs, finding);
}

std::string for_chat(const Glyphs& glyphs, const Finding& finding) {
  if (finding.kind == Personal::code) return "******";
  const auto count = finding.digits.size();
  const auto first = std::min(finding.shown_first, count), last = std::min(finding.shown_last, count - first);
  std::string shown;
  for (std::size_t i = 0; i < first; ++i) append_utf8(shown, glyphs[finding.digits[i]].typed);
  const bool counted = finding.kind != Personal::name && finding.kind != Personal::address;
  shown.append(
      finding.kind == Personal::email ? 3 : std::max(count - first - last, counted ? fewest_stars : 1), '*');
  for (std::size_t i = count - last; i < count; ++i) append_utf8(shown, glyphs[finding.digits[i]].typed);
  if (finding.kind == Personal::email)
    for (auto at = finding.digits.back() + 1; at < finding.end; ++at) append_utf8(shown, glyphs[at].typed);
  return shown;
}

std::string masked_once(std::string_view text, Sink sink, const LogKey* key) {
  auto glyphs = glyphs_of(text);
  Findings findings;
  const auto count = [&](auto wanted) { return std::count_if(glyphs.begin(), glyphs.end(), wanted); };
  // A secret has four letters or digits, an address at least one '@': most sentences have neither.
  if (count([](const Glyph& glyph) { return ascii_alphanumeric(glyph.plain) || glyph.plain == U'@'; }) > 0)
    find_tokens(glyphs, findings);
  find_people(glyphs, findings);
  if (count([](const Glyph& glyph) { return glyph.digit != Glyph::Digit::none; }) >=
      static_cast<std::ptrdiff_t>(fewest_digits))
    find_numbers(glyphs, findings);
  std::sort(findings.begin(), findings.end(),
            [](const Finding& left, const Finding& right) { return left.begin < right.begin; });
  std::string out;
  out.reserve(text.size() + 16);
  std::size_t from = 0;
  for (const auto& finding : findings) {
    out += text.substr(from, glyphs[finding.begin].at - from);
    out += sink == Sink::log ? for_log(key, glyphs, finding) : for_chat(glyphs, finding);
    from = finding.end < glyphs.size() ? glyphs[finding.end].at : text.size();
  }
  out += text.substr(from);
  return out;
}

std::string masked(std::string_view text, Sink sink, const LogKey* key) {
  auto shown = clean_utf8(prefix_bytes(text, longest_text));
  // What is left beside a mask may join what stood behind it; twice is nearly always the last time.
  constexpr int most_passes = 8;
  for (int pass = 0; pass < most_passes; ++pass) {
    auto next = masked_once(shown, sink, key);
    next = std::string(prefix_bytes(next, longest_text));
    if (next == shown) break;
    shown = std::move(next);
  }
  return shown;
}

std::string stars_and_last(std::string_view value, std::size_t shown_last) {
  const auto glyphs = glyphs_of(value);
  const auto last = glyphs.size() > shown_last ? shown_last : 0;
  std::string shown(glyphs.size() - last, '*');
  for (std::size_t i = glyphs.size() - last; i < glyphs.size(); ++i) append_utf8(shown, glyphs[i].typed);
  return shown;
}

}  // namespace

Glyphs glyphs_of(std::string_view text) {
  Glyphs glyphs;
  glyphs.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const auto here = at;
    glyphs.push_back(glyph_of(next_code_point(text, at), here));
  }
  return glyphs;
}

bool ascii_letter(char32_t point) { return point >= U'A' && point <= U'Z'; }

bool ascii_alphanumeric(char32_t point) { return ascii_letter(point) || (point >= U'0' && point <= U'9'); }

bool reads(const Glyphs& glyphs, std::size_t at, std::u32string_view word) {
  if (at + word.size() > glyphs.size()) return false;
  for (std::size_t i = 0; i < word.size(); ++i)
    if (glyphs[at + i].plain != word[i]) return false;
  return true;
}

void take(Glyphs& glyphs, Findings& findings, Finding finding) {
  for (auto at = finding.begin; at < finding.end; ++at) glyphs[at].taken = true;
  findings.push_back(std::move(finding));
}

std::string mask(std::string_view text, Sink sink) {
  thread_local Memo<std::string> for_people, for_logs;
  auto& memo = sink == Sink::chat ? for_people : for_logs;
  return memo.of(text, [sink](std::string_view words) { return masked(words, sink, nullptr); });
}

std::string mask(std::string_view text, const LogKey& key) { return masked(text, Sink::log, &key); }

std::string mask_field(std::string_view name, std::string_view value) {
  if (value.empty()) return {};
  if (name == "customer_name" || name == "name" || name == "contact_name") return stars_and_last(value, 1);
  if (name == "password" || name == "code") return "******";
  // As typed it may be too short or too long for the rule of its kind; it is personal all the same.
  auto by_rule = mask(value);
  const bool hidden = by_rule.find("****") != std::string::npos;
  if (name == "phone" || name == "id_number" || name == "card")
    return hidden ? by_rule : stars_and_last(value, name == "id_number" ? 1 : 4);
  if (name == "account") return hidden && by_rule != value ? by_rule : stars_and_last(value, 3);
  return by_rule;
}
