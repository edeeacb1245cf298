#include "kb/inner_words.h"

#include <algorithm>

#include "kb/page_text.h"

namespace {
constexpr std::size_t most_characters = 8000, longest_word = 40;
}

std::vector<std::string> inner_words(std::string_view text) {
  const auto characters = placed(text, most_characters).characters;
  const std::u32string_view all = characters;
  std::vector<std::string> words;
  for (const auto& run : runs_of(characters)) {
    if (!run.is_han)
      words.push_back(to_utf8(all.substr(run.from, std::min(run.to - run.from, longest_word))));
    for (auto at = run.from; run.is_han && at + 1 < run.to; ++at) words.push_back(to_utf8(all.substr(at, 2)));
  }
  std::sort(words.begin(), words.end());
  words.erase(std::unique(words.begin(), words.end()), words.end());
  return words;
}
