#include "bot/lookup.h"

#include <algorithm>
#include <array>

#include "bot/reader.h"
#include "bot/text.h"
#include "bot/words.h"

namespace {

constexpr std::size_t longest_words = 24;    // characters: a key word, not a report
constexpr std::size_t customers_number = 6;  // digits: a code of an error has fewer

bool asks_for_hot(const std::string& text) {
  static constexpr std::array<std::string_view, 9> words{
      "热点", "热点问题", "热门", "热门问题", "热搜", "常见问题", "hot", "faq", "hotquestions"};
  const auto said = bare(text);
  return std::find(words.begin(), words.end(), said) != words.end();
}

/// Behind the verb stands a space or a mark: "查不到资金" is a report.
bool eat_verb(Reader& reader) {
  for (const std::string_view verb :
       {"查知识", "搜知识", "查一下", "搜一下", "搜索", "查", "搜", "search", "find"}) {
    const auto begin = reader.position();
    if (reader.eat(verb) && reader.skip_gap() && !reader.done()) return true;
    reader.back_to(begin);
  }
  return false;
}

std::size_t most_digits(const std::string& text) {
  std::size_t most = 0, here = 0;
  for (const char c : normal(text)) {
    here = c >= '0' && c <= '9' ? here + 1 : 0;
    most = std::max(most, here);
  }
  return most;
}

bool names_ticket(const std::string& words) {
  Reader reader(words);
  const auto number = reader.number();
  return number && (number->marked || reader.done());
}

}  // namespace

std::optional<Lookup> parse_lookup(const std::string& text) {
  if (asks_for_hot(text)) return Lookup{true, {}};
  Reader reader(text);
  reader.skip_gap();
  if (!eat_verb(reader)) return std::nullopt;
  const auto words = trimmed(reader.rest());
  if (words.empty() || code_points(words) > longest_words || words.find('\n') != words.npos)
    return std::nullopt;
  if (most_digits(words) >= customers_number || names_ticket(words)) return std::nullopt;
  return Lookup{false, words};
}
