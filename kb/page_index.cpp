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
  for (const auto& [word, key] : words_) {
    begins_.push_back(all_words_.size());
    all_words_.append(word).append(1, '\n');
  }
}

std::string_view PageIndex::word_at(std::size_t index) const {
  const auto end = index + 1 < begins_.size() ? begins_[index + 1] : all_words_.size();
  return std::string_view(all_words_).substr(begins_[index], end - begins_[index] - 1);
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

/// Words that begin with it or hold it inside.
void PageIndex::add_holding(const std::string& word, std::vector<Similar>& found) const {
  for (auto at = all_words_.find(word); at != all_words_.npos;) {
    const auto after = std::upper_bound(begins_.begin(), begins_.end(), at);
    const auto index = static_cast<std::size_t>(after - begins_.begin()) - 1;
    const auto holder = word_at(index);
    const bool begins_so = at == begins_[index];
    if (holder.size() > word.size() && (begins_so || word.size() >= 2))
      found.push_back({std::string(holder), begins_so ? 0.8f : 0.6f});
    if (found.size() > 2000) return;  // so short a piece tells nothing more
    at = all_words_.find(word, begins_[index] + holder.size());
  }
}

std::vector<PageIndex::Similar> PageIndex::similar_words(const std::string& word) const {
  std::vector<Similar> found;
  if (words_.contains(word)) found.push_back({word, 1});
  add_holding(word, found);
  if (found.empty() && word.size() >= 4 && has_digit(word))
    for (std::size_t i = 0; i < begins_.size(); ++i)
      if (one_error_apart(word, word_at(i)) && has_digit(std::string(word_at(i))))
        found.push_back({std::string(word_at(i)), 0.5f});
  std::sort(found.begin(), found.end(), [](const Similar& a, const Similar& b) {
    if (a.likeness != b.likeness) return a.likeness > b.likeness;
    return a.word.size() != b.word.size() ? a.word.size() < b.word.size() : a.word < b.word;
  });
  if (found.size() > most_similar) found.resize(most_similar);
  return found;
}
