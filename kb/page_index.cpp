#include "kb/page_index.h"

#include <algorithm>

namespace {

constexpr std::uint64_t word_mark = 1ull << 63;
constexpr std::size_t most_similar = 12;

std::uint64_t pair_key(char32_t first, char32_t second) {
  return static_cast<std::uint64_t>(first) << 21 | static_cast<std::uint64_t>(second);
}

bool has_digit(const std::string& word) {
  return std::any_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

void PageIndex::put(Key key, std::uint32_t document, float weight) {
  auto& list = postings_[key];
  if (list.empty() || list.back().document != document)
    list.push_back({document, weight});
  else
    list.back().weight = std::max(list.back().weight, weight) + 0.2f * std::min(list.back().weight, weight);
}

void PageIndex::add(std::uint32_t document, const PlacedText& text, float weight) {
  for (const auto& run : runs_of(text.characters)) {
    if (!run.is_han) {
      const auto word = to_utf8(std::u32string_view(text.characters)
                                    .substr(run.from, std::min(run.to - run.from, std::size_t{64})));
      const auto [known, added] = words_.emplace(word, word_mark | words_.size());
      put(known->second, document, weight);
      continue;
    }
    for (auto i = run.from; i < run.to; ++i) {
      put(text.characters[i], document, weight);
      if (i + 1 < run.to) put(pair_key(text.characters[i], text.characters[i + 1]), document, weight);
    }
  }
}

void PageIndex::finish() {
  for (auto& [key, list] : postings_) list.shrink_to_fit();
}

const std::vector<PageIndex::Posting>* PageIndex::find(Key key) const {
  const auto found = postings_.find(key);
  return found == postings_.end() ? nullptr : &found->second;
}

const std::vector<PageIndex::Posting>* PageIndex::of_pair(char32_t first, char32_t second) const {
  return find(pair_key(first, second));
}

const std::vector<PageIndex::Posting>* PageIndex::of_character(char32_t character) const {
  return find(character);
}

const std::vector<PageIndex::Posting>* PageIndex::of_word(const std::string& word) const {
  const auto known = words_.find(word);
  return known == words_.end() ? nullptr : find(known->second);
}

std::vector<PageIndex::Similar> PageIndex::similar_words(const std::string& word) const {
  std::vector<Similar> found;
  if (words_.contains(word)) found.push_back({word, 1});
  for (const auto& [known, key] : words_) {
    if (known.size() <= word.size()) continue;
    const auto at = known.find(word);
    if (at == 0) found.push_back({known, 0.8f});
    if (at != known.npos && at != 0 && word.size() >= 2) found.push_back({known, 0.6f});
  }
  if (found.empty() && word.size() >= 4 && has_digit(word))
    for (const auto& [known, key] : words_)
      if (has_digit(known) && one_error_apart(word, known)) found.push_back({known, 0.5f});
  std::sort(found.begin(), found.end(), [](const Similar& a, const Similar& b) {
    if (a.likeness != b.likeness) return a.likeness > b.likeness;
    return a.word.size() != b.word.size() ? a.word.size() < b.word.size() : a.word < b.word;
  });
  if (found.size() > most_similar) found.resize(most_similar);
  return found;
}
