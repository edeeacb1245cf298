#include "bot/sentence.h"

#include <algorithm>

#include "bot/text.h"
#include "bot/utf8.h"

namespace {
constexpr std::size_t longest_read = 64 * 1024;
}

Sentence::Sentence(std::string_view text) : original(clean_utf8(prefix_bytes(text, longest_read))) {
  plain.reserve(original.size());
  origin.reserve(original.size() + 1);
  for (std::size_t at = 0; at < original.size();) {
    const auto from = at;
    const auto point = folded(next_code_point(original, at));
    if (point == 0) continue;
    append_utf8(plain, point);
    origin.resize(plain.size(), static_cast<std::uint32_t>(from));
  }
  origin.push_back(static_cast<std::uint32_t>(original.size()));
}

std::string Sentence::quoted(Span span) const {
  if (span.empty()) return {};
  const auto from = origin[span.begin];
  return trimmed(std::string_view(original).substr(from, origin[span.end] - from));
}

void Sentence::cover(Span span) {
  for (auto at = span.begin; at < std::min(span.end, plain.size()); ++at) plain[at] = cover_mark;
}

std::size_t longest_prefix(std::string_view text, const std::vector<std::string_view>& words) {
  std::size_t longest = 0;
  for (const auto word : words)
    if (word.size() > longest && starts_with(text, word)) longest = word.size();
  return longest;
}

bool ends_with_any(std::string_view text, const std::vector<std::string_view>& words) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return ends_with(text, word); });
}

char32_t last_code_point(std::string_view text) {
  if (text.empty()) return 0;
  auto at = text.size() - 1;
  while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80) --at;
  return next_code_point(text, at);
}

char32_t first_code_point(std::string_view text) {
  std::size_t at = 0;
  return text.empty() ? 0 : next_code_point(text, at);
}
