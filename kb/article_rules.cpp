// What an article must have, and what in it is probably not meant.
#include <algorithm>
#include <array>
#include <chrono>
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

int number(const std::string& text, std::size_t from, std::size_t size) {
  int value = 0;
  for (const char c : text.substr(from, size)) {
    if (c < '0' || c > '9') return -1;
    value = value * 10 + (c - '0');
  }
  return value;
}

bool is_day(const std::string& text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  const std::chrono::year_month_day day{std::chrono::year{number(text, 0, 4)},
                                        std::chrono::month{static_cast<unsigned>(number(text, 5, 2))},
                                        std::chrono::day{static_cast<unsigned>(number(text, 8, 2))}};
  return number(text, 0, 4) > 0 && day.ok();
}

bool is_moment(const std::string& text) {
  if (text.size() != 16 || text[10] != 'T' || text[13] != ':') return false;
  const int hour = number(text, 11, 2), minute = number(text, 14, 2);
  return is_day(text.substr(0, 10)) && hour >= 0 && hour < 24 && minute >= 0 && minute < 60;
}

void check_days(Problems& problems, const Article& article) {
  const auto check = [&](const char* field, const std::string& day) {
    if (!day.empty() && !is_day(day))
      problems.push_back(std::string("\"") + field + "\" is \"" + day + "\", not a day like 2026-03-10");
  };
  check("valid_from", article.valid_from);
  check("valid_until", article.valid_until);
  check("review_by", article.review_by);
  if (!article.publish_at.empty() && !is_moment(article.publish_at))
    problems.push_back("\"publish_at\" is \"" + article.publish_at + "\", not a time like 2026-03-10T09:00");
  if (!article.valid_from.empty() && !article.valid_until.empty() && article.valid_until < article.valid_from)
    problems.push_back("\"valid_until\" lies before valid_from");
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
  if (article.patterns.empty() && article.keywords.empty() && article.keywords_any.empty() &&
      article.examples.empty() && article.phrasings.empty())
    problems.push_back("neither \"patterns\" nor \"keywords\" nor sentences: nothing would ever find it");
  for (const auto& pattern : article.patterns) check_pattern(problems, pattern, "pattern");
  for (const auto& pattern : article.excludes) check_pattern(problems, pattern, "exclude");
  for (const auto& set : article.keywords)
    for (const auto& word : set)
      if (normal(trimmed(word)).empty()) problems.push_back("an empty keyword: it would match everything");
  for (const auto& word : article.keywords_any)
    if (normal(trimmed(word)).empty()) problems.push_back("\"keywords_any\" holds an empty word");
  for (const auto& word : article.keywords_none)
    if (normal(trimmed(word)).empty()) problems.push_back("\"keywords_none\" holds an empty word");
  check_days(problems, article);
  for (const auto& id : article.related)
    if (!is_article_id(id))
      problems.push_back("\"related\" names \"" + id + "\", which can be no article's id");
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
