#include "kb/synonyms.h"

#include <algorithm>
#include <set>

#include "bot/text.h"
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

SynonymFold::SynonymFold(const Synonyms& synonyms, Form form) {
  for (const auto& list : synonyms) {
    std::vector<std::string> words;
    for (const auto& written : list) {
      auto word = form == Form::normal_form ? normal_form(written) : normal(trimmed(written));
      if (word.empty()) continue;
      std::size_t at = 0;
      by_character_[next_code_point(word, at)].push_back({word, lists_.size()});
      words.push_back(std::move(word));
    }
    lists_.push_back(std::move(words));
  }
  for (auto& [character, ways] : by_character_)
    std::stable_sort(ways.begin(), ways.end(),
                     [](const Way& left, const Way& right) { return left.word.size() > right.word.size(); });
}

/// Null: none begins at `at`. `end` is set behind it, or behind one character.
const SynonymFold::Way* SynonymFold::way_at(const std::string& plain, std::size_t at,
                                            std::size_t& end) const {
  end = at;
  const auto found = by_character_.find(next_code_point(plain, end));
  if (found == by_character_.end()) return nullptr;
  for (const auto& way : found->second)
    if (stands(plain, at, way.word)) {
      end = at + way.word.size();
      return &way;
    }
  return nullptr;
}

std::string SynonymFold::fold(const std::string& plain) const {
  if (by_character_.empty()) return plain;
  std::string folded;
  folded.reserve(plain.size());
  for (std::size_t at = 0, end = 0; at < plain.size(); at = end) {
    const auto* way = way_at(plain, at, end);
    folded += way != nullptr ? lists_[way->list].front() : plain.substr(at, end - at);
  }
  return folded;
}

std::vector<std::string> SynonymFold::others(const std::string& plain) const {
  std::vector<std::string> found;
  if (by_character_.empty()) return found;
  std::set<std::size_t> seen;
  for (std::size_t at = 0, end = 0; at < plain.size(); at = end)
    if (const auto* way = way_at(plain, at, end); way != nullptr && seen.insert(way->list).second)
      for (const auto& word : lists_[way->list])
        if (word != way->word) found.push_back(word);
  return found;
}
