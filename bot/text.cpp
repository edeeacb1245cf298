#include "bot/text.h"

#include "bot/chinese.h"
#include "bot/utf8.h"

namespace {

/// Characters that take no room: joiners, direction marks, soft hyphen, variation selectors, byte order mark.
bool invisible(char32_t c) {
  return c == 0xAD || c == 0x180E || (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
         (c >= 0x2060 && c <= 0x206F) || (c >= 0xFE00 && c <= 0xFE0F) || c == 0xFEFF;
}

bool wide_space(char32_t c) {
  return c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x202F || c == 0x205F ||
         c == 0x3000;
}

bool space(char32_t c) {
  return c == ' ' || (c >= 0x09 && c <= 0x0D) || c == 0x85 || c == 0x2028 || c == 0x2029 || wide_space(c);
}

bool word_letter(char32_t c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; }

/// What may stand between a mention and what is said to the one mentioned.
bool pause(char32_t c) { return c == ',' || c == ':' || c == U'、'; }

}  // namespace

char32_t folded(char32_t c) {
  if (invisible(c)) return 0;
  if (wide_space(c)) return ' ';
  if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0;
  if (c >= 'A' && c <= 'Z') return c - 'A' + 'a';
  return c < 0x80 ? c : simplified(c);
}

std::string clean_utf8(std::string_view text) {
  std::string clean;
  clean.reserve(text.size());
  for (std::size_t at = 0; at < text.size();)
    if (const auto point = next_code_point(text, at); point != 0) append_utf8(clean, point);
  return clean;
}

std::string normal(std::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  for (std::size_t at = 0; at < text.size();)
    if (const auto point = folded(next_code_point(text, at)); point != 0) append_utf8(plain, point);
  return plain;
}

std::string trimmed(std::string_view text) {
  std::size_t begin = text.size(), end = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto here = at;
    const auto point = next_code_point(text, at);
    if (space(point) || invisible(point)) continue;
    if (begin == text.size()) begin = here;
    end = at;
  }
  return begin < end ? std::string(text.substr(begin, end - begin)) : std::string();
}

std::string_view prefix_bytes(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  // A code point has at most three bytes behind its first; more continuation bytes than that are broken
  // anyway.
  for (std::size_t end = bytes, steps = 0; steps < 4; --end, ++steps) {
    if ((static_cast<unsigned char>(text[end]) & 0xC0U) != 0x80) return text.substr(0, end);
    if (end == 0) break;
  }
  return text.substr(0, bytes);
}

std::size_t code_points(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size(); ++count) next_code_point(text, at);
  return count;
}

std::string without_mention(std::string_view text, std::string_view name) {
  const std::string wanted = "@" + normal(trimmed(name));
  const std::string said = trimmed(text);
  std::string unchanged(text);
  if (wanted.size() == 1) return unchanged;
  std::size_t at = 0, matched = 0;
  while (matched < wanted.size()) {
    if (at >= said.size()) return unchanged;
    const auto point = folded(next_code_point(said, at));
    if (point == 0) continue;
    if (point != next_code_point(wanted, matched)) return unchanged;
  }
  if (at == said.size()) return {};
  auto behind = at;
  const auto next = folded(next_code_point(said, behind));
  // "@bother" does not mention "bot"; "@小值帮忙" does mention "小值": Chinese leaves no space.
  if (word_letter(next) && word_letter(static_cast<unsigned char>(wanted.back()))) return unchanged;
  while (at < said.size()) {
    behind = at;
    const auto point = next_code_point(said, behind);
    if (!space(point) && folded(point) != 0 && !pause(folded(point))) break;
    at = behind;
  }
  return said.substr(at);
}
