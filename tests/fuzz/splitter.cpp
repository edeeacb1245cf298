#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "bot/markdown.h"
#include "bot/text.h"
#include "gateway/channel/split.h"

/// Parts keep within the limit, stay UTF-8 and lose nothing; escaped words hold no live markup and stay as
/// they are when escaped again. The first byte chooses the limit.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::size_t limit = 128 + data[0] * std::size_t{4};
  const auto text = clean_utf8(std::string_view(reinterpret_cast<const char*>(data) + 1, size - 1));
  const auto escaped = escape_markdown(text);
  if (escape_markdown(escaped) != escaped || escaped.find('<') != std::string::npos ||
      escaped.find("](") != std::string::npos || escaped.find('`') != std::string::npos)
    std::abort();
  const auto words = split_text(text, limit);
  std::string joined;
  for (const auto& part : words) {
    if (part.size() > limit || clean_utf8(part) != part) std::abort();
    joined += words.size() == 1 ? part : part.substr(part.find(')') + 2);
  }
  if (words.size() < 99 && joined != text) std::abort();
  for (const auto& part : split_markdown(text, limit))
    if (part.size() > limit || clean_utf8(part) != part) std::abort();
  if (clipped_markdown(text, limit).size() > limit) std::abort();
  const auto most = std::size_t{1} + data[0] % 40U;
  if (code_points(clipped(text, most)) > most) std::abort();
  return 0;
}
