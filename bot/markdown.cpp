#include "bot/markdown.h"

#include <array>
#include <cstddef>

namespace {

bool starts(std::string_view text, std::string_view prefix) {
  return text.substr(0, prefix.size()) == prefix;
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool digit(char c) { return c >= '0' && c <= '9'; }

bool alphanumeric(char c) { return digit(c) || (lower(c) >= 'a' && lower(c) <= 'z'); }

/// Characters nobody sees; people put them inside "@all" to pass filters.
std::string_view without_invisible(std::string_view text) {
  static constexpr std::array<std::string_view, 7> invisible{"\xE2\x80\x8B", "\xE2\x80\x8C", "\xE2\x80\x8D",
                                                             "\xE2\x81\xA0", "\xEF\xBB\xBF", "\xC2\xAD",
                                                             "\xE2\x80\x8E"};
  for (bool again = true; again;) {
    again = false;
    for (const auto mark : invisible) {
      if (!starts(text, mark)) continue;
      text.remove_prefix(mark.size());
      again = true;
    }
  }
  return text;
}

/// One ASCII letter, full-width forms folded; consumes it. 0 when there is none.
char take_letter(std::string_view& text) {
  text = without_invisible(text);
  if (text.empty()) return 0;
  char letter = 0;
  std::size_t bytes = 1;
  if (static_cast<unsigned char>(text[0]) < 0x80) {
    letter = lower(text[0]);
  } else if (text.size() >= 3 && starts(text, "\xEF\xBC")) {  // U+FF21…FF3A: capitals
    letter = static_cast<char>('a' + (static_cast<unsigned char>(text[2]) - 0xA1));
    bytes = 3;
  } else if (text.size() >= 3 && starts(text, "\xEF\xBD")) {  // U+FF41…FF5A: small letters
    letter = static_cast<char>('a' + (static_cast<unsigned char>(text[2]) - 0x81));
    bytes = 3;
  }
  if (letter < 'a' || letter > 'z') return 0;
  text.remove_prefix(bytes);
  return letter;
}

bool spells(std::string_view text, std::string_view word) {
  for (const char wanted : word)
    if (take_letter(text) != wanted) return false;
  return true;
}

/// Does the text behind an @ call everybody?
bool calls_everybody(std::string_view text) {
  if (spells(text, "all") || spells(text, "everyone") || spells(text, "here") || spells(text, "channel"))
    return true;
  const auto plain = without_invisible(text);
  if (starts(plain, "全体成员") || starts(plain, "大家")) return true;
  for (const std::string_view sign : {"所", "有", "人"}) {
    text = without_invisible(text);
    if (!starts(text, sign)) return false;
    text.remove_prefix(sign.size());
  }
  return true;
}

bool entity(std::string_view text) {
  std::size_t at = 1;
  if (at < text.size() && text[at] == '#') ++at;
  const auto first = at;
  while (at < text.size() && at - first < 32 && alphanumeric(text[at])) ++at;
  return at > first && at < text.size() && text[at] == ';';
}

std::size_t run(std::string_view text) {
  std::size_t length = 1;
  while (length < text.size() && text[length] == text[0]) ++length;
  return length;
}

/// What opens a block when it begins a line: quote, heading, rule.
std::string_view harmless_opener(std::string_view text) {
  if (text[0] == '>') return "＞";
  // A heading needs a blank behind its marks, so a ticket's number stays what it is.
  if (text[0] == '#') return text.size() > 1 && digit(text[1]) ? std::string_view() : "＃";
  if (run(text) < 3) return {};
  if (text[0] == '-') return "－";
  if (text[0] == '=') return "＝";
  if (text[0] == '_') return "＿";
  if (text[0] == '~') return "～";
  return {};
}

std::string_view harmless(std::string_view text, bool after_asterisk) {
  switch (text[0]) {
    case '<':
      return "＜";
    case '[':
      return "［";
    case ']':
      return "］";
    case '`':
      return "'";
    case '|':
      return "｜";
    case '&':
      return entity(text) ? std::string_view("＆") : std::string_view();
    case '*':
      return after_asterisk || run(text) > 1 ? std::string_view("＊") : std::string_view();
    default:
      return {};
  }
}

}  // namespace

std::string escape_markdown(std::string_view text) {
  static constexpr std::string_view wide_at = "＠";
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  bool line_start = true;
  bool after_asterisk = false;
  for (std::size_t at = 0; at < text.size();) {
    const auto rest = text.substr(at);
    const char c = text[at];
    const auto sign = c == '@' ? std::size_t{1} : starts(rest, wide_at) ? wide_at.size() : std::size_t{0};
    if (sign > 0) {
      out.append(rest.substr(0, sign));
      if (calls_everybody(rest.substr(sign))) out.push_back(' ');
      at += sign;
      line_start = after_asterisk = false;
      continue;
    }
    auto instead = line_start ? harmless_opener(rest) : std::string_view();
    if (instead.empty()) instead = harmless(rest, after_asterisk);
    if (instead.empty())
      out.push_back(c);
    else
      out.append(instead);
    after_asterisk = c == '*';
    line_start = c == '\n' || c == '\r' || (line_start && (c == ' ' || c == '\t'));
    ++at;
  }
  return out;
}
