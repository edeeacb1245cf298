#include "kb/synonyms.h"

#include <algorithm>

#include "bot/utf8.h"
#include "kb/normal_form.h"

namespace {

bool is_latin(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

/// "app" does not stand in "happen"; Chinese words have no such borders.
bool stands(const std::string& text, std::size_t at, const std::string& word) {
  if (text.compare(at, word.size(), word) != 0) return false;
  const auto end = at + word.size();
  const bool joined_before = is_latin(word.front()) && at > 0 && is_latin(text[at - 1]);
  const bool joined_behind = is_latin(word.back()) && end < text.size() && is_latin(text[end]);
  return !joined_before && !joined_behind;
}

}  // namespace

SynonymFold::SynonymFold(const Synonyms& synonyms) {
  for (const auto& group : synonyms) {
    std::string first;
    for (const auto& written : group) {
      auto word = normal_form(written);
      if (word.empty()) continue;
      if (first.empty()) first = word;
      std::size_t at = 0;
      by_character_[next_code_point(word, at)].push_back({std::move(word), first});
    }
  }
  for (auto& [character, ways] : by_character_)
    std::stable_sort(ways.begin(), ways.end(),
                     [](const Way& left, const Way& right) { return left.word.size() > right.word.size(); });
}

std::string SynonymFold::fold(const std::string& plain) const {
  if (by_character_.empty()) return plain;
  std::string folded;
  folded.reserve(plain.size());
  for (std::size_t at = 0; at < plain.size();) {
    auto end = at;
    const auto found = by_character_.find(next_code_point(plain, end));
    const Way* way = nullptr;
    if (found != by_character_.end())
      for (const auto& one : found->second)
        if (way == nullptr && stands(plain, at, one.word)) way = &one;
    if (way != nullptr) end = at + way->word.size();
    folded += way != nullptr ? way->first : plain.substr(at, end - at);
    at = end;
  }
  return folded;
}
