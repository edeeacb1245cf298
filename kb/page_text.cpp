#include "kb/page_text.h"

#include <algorithm>

#include "bot/reader.h"
#include "bot/text.h"
#include "bot/utf8.h"

namespace {

bool is_word(char32_t c) {
  if (c < 0x80) return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z');
  return (c >= 0xC0 && c < 0x2000 && c != 0xD7 && c != 0xF7) || (c >= 0x3040 && c <= 0x30FF) ||
         (c >= 0xAC00 && c <= 0xD7AF);
}

bool ends_sentence(char32_t c) { return c == U'。' || c == U'!' || c == U'?' || c == U';' || c == '\n'; }

/// Where the stretch of `width` characters with most marks begins.
std::size_t best_start(const std::vector<bool>& marks, std::size_t width) {
  std::size_t inside = 0, best = 0, start = 0;
  for (std::size_t i = 0; i < marks.size(); ++i) {
    inside += marks[i] ? 1 : 0;
    if (i >= width) inside -= marks[i - width] ? 1 : 0;
    if (inside > best) {
      best = inside;
      start = i + 1 > width ? i + 1 - width : 0;
    }
  }
  // The first mark stands a little behind the beginning.
  const auto first = std::find(marks.begin() + static_cast<std::ptrdiff_t>(start), marks.end(), true);
  const auto at = static_cast<std::size_t>(first - marks.begin());
  if (first == marks.end() || at < width / 4) return 0;
  return at - width / 4;
}

}  // namespace

bool is_han_character(char32_t c) {
  return (c >= 0x3400 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) || c >= 0x20000;
}

PlacedText placed(std::string_view text, std::size_t most_characters) {
  PlacedText out;
  std::size_t at = 0;
  while (at < text.size() && out.characters.size() < most_characters) {
    const auto start = at;
    const auto character = next_code_point(text, at);
    const auto plain = folded(character);
    if (plain == 0) continue;
    out.characters += plain;
    out.places.push_back(static_cast<std::uint32_t>(start));
  }
  out.places.push_back(static_cast<std::uint32_t>(at));
  return out;
}

std::vector<TextRun> runs_of(const std::u32string& text) {
  std::vector<TextRun> runs;
  for (std::size_t at = 0; at < text.size();) {
    const bool han = is_han_character(text[at]);
    if (!han && !is_word(text[at])) {
      ++at;
      continue;
    }
    const auto from = at;
    while (at < text.size() && (han ? is_han_character(text[at]) : is_word(text[at]))) ++at;
    runs.push_back({han, from, at});
  }
  return runs;
}

std::string to_utf8(std::u32string_view text) {
  std::string out;
  for (const char32_t c : text) append_utf8(out, c);
  return out;
}

std::vector<PassagePart> passage(std::string_view text, const PlacedText& at, const std::vector<bool>& marks,
                                 std::size_t width) {
  const auto size = at.characters.size();
  std::size_t from = size <= width ? 0 : best_start(marks, width);
  for (std::size_t back = from; back > 0 && from - back < width / 4; --back)
    if (ends_sentence(at.characters[back - 1])) {
      from = back;
      break;
    }
  const auto to = std::min(size, from + width);
  std::vector<PassagePart> parts;
  if (from > 0) parts.push_back({"…", false});
  for (std::size_t i = from; i < to; ++i) {
    const auto piece = text.substr(at.places[i], at.places[i + 1] - at.places[i]);
    if (parts.empty() || parts.back().hit != marks[i]) parts.push_back({"", marks[i]});
    parts.back().text += piece;
  }
  if (to < size) parts.push_back({"…", false});
  return parts;
}

bool one_error_apart(std::string_view left, std::string_view right) {
  if (left.size() > right.size()) std::swap(left, right);
  if (right.size() - left.size() > 1) return false;
  // Both ends wrong are two errors, but for two neighbours that make up the whole word.
  if (left.size() > 2 && left.front() != right.front() && left.back() != right.back()) return false;
  std::size_t same = 0;
  while (same < left.size() && left[same] == right[same]) ++same;
  if (left.size() < right.size()) return left.substr(same) == right.substr(same + 1);
  if (same == left.size()) return true;
  if (left.substr(same + 1) == right.substr(same + 1)) return true;
  return same + 1 < left.size() && left[same] == right[same + 1] && left[same + 1] == right[same] &&
         left.substr(same + 2) == right.substr(same + 2);
}
