// What an article must have, and what in it is probably not meant.
#include <algorithm>
#include <array>
#include <string_view>

#include "bot/text.h"
#include "bot/utf8.h"
#include "kb/article.h"

namespace {

constexpr std::size_t longest_answer = 300;  // characters: what an account manager reads out and passes on
constexpr std::size_t card_answer = 160;     // what the card of the smart bot has room for
constexpr std::size_t longest_title = 60, longest_pattern = 512;

using Problems = std::vector<std::string>;

void check_pattern(Problems& problems, const std::string& pattern, const std::string& what) {
  if (pattern.size() > longest_pattern)
    problems.push_back(what + " \"" + std::string(prefix_bytes(pattern, 40)) +
                       "…\" is longer than 512 bytes");
  if (trimmed(pattern).empty()) problems.push_back(what + " is empty: it would match everything");
}

void warn_pattern(Problems& warnings, const std::string& pattern) {
  struct Trap {
    std::string_view written, instead;
  };
  static constexpr std::array<Trap, 4> traps{
      {{"\\b", "leave it out, or write (^|[^a-z0-9]) for a Latin word: Chinese has no word boundaries here"},
       {"\\w", "write [\\p{L}\\p{N}]: \\w is ASCII only"},
       {"\\d", "write [0-9]: full-width digits are made plain before matching"},
       {"\\s", "write a blank: every space is made a plain blank before matching"}}};
  for (const auto& trap : traps)
    for (std::size_t at = 0; at + 1 < pattern.size(); ++at) {
      if (pattern[at] != '\\') continue;
      if (pattern.compare(at, 2, trap.written) == 0) {
        warnings.push_back("pattern \"" + pattern + "\": " + std::string(trap.written) + ": " +
                           std::string(trap.instead));
        break;
      }
      ++at;  // an escaped backslash is none
    }
  for (std::size_t at = 0; at < pattern.size();) {
    const auto point = next_code_point(pattern, at);
    if (point < 0x80 || folded(point) == point) continue;
    std::string character, plain;
    append_utf8(character, point);
    if (folded(point) != 0) append_utf8(plain, folded(point));
    warnings.push_back("pattern \"" + pattern + "\": \"" + character +
                       "\" never occurs in the normal form; write \"" + plain +
                       "\" (escaped where that is an operator)");
    return;
  }
}

}  // namespace

bool is_article_id(const std::string& id) {
  return !id.empty() && id.size() <= 64 && std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

std::vector<std::string> problems_of(const Article& article) {
  Problems problems;
  if (!is_article_id(article.id))
    problems.push_back("the id \"" + article.id + "\" must be 1–64 letters, digits, - and _");
  if (article.title.empty()) problems.push_back("\"title\" is missing");
  if (code_points(article.title) > longest_title)
    problems.push_back("\"title\" is longer than 60 characters: it is a card's headline");
  if (article.answer.empty()) problems.push_back("\"answer\" is missing: it is what chat shows");
  if (code_points(article.answer) > longest_answer)
    problems.push_back("\"answer\" has " + std::to_string(code_points(article.answer)) +
                       " characters, at most 300: the rest belongs below the +++");
  if (article.patterns.empty() && article.keywords.empty())
    problems.push_back("neither \"patterns\" nor \"keywords\": nothing would ever find it");
  for (const auto& pattern : article.patterns) check_pattern(problems, pattern, "pattern");
  for (const auto& pattern : article.excludes) check_pattern(problems, pattern, "exclude");
  for (const auto& set : article.keywords)
    for (const auto& word : set)
      if (normal(trimmed(word)).empty()) problems.push_back("an empty keyword: it would match everything");
  return problems;
}

std::vector<std::string> warnings_of(const Article& article) {
  Problems warnings;
  if (code_points(article.answer) > card_answer)
    warnings.push_back("\"answer\" has " + std::to_string(code_points(article.answer)) +
                       " characters; above 160 it does not fit a card and is sent as a message of its own");
  for (const auto& pattern : article.patterns) warn_pattern(warnings, pattern);
  for (const auto& pattern : article.excludes) warn_pattern(warnings, pattern);
  return warnings;
}
