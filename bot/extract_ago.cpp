#include <re2/re2.h>

#include <algorithm>
#include <string>
#include <vector>

#include "bot/chinese.h"
#include "bot/extract_date.h"

namespace {

using std::chrono::days;

bool digit(char c) { return c >= '0' && c <= '9'; }
bool letter(char c) { return c >= 'a' && c <= 'z'; }

/// "半", "10", "两", "an", "ten": how many; 0 when it is no number.
int count_of(std::string_view count) {
  struct Word {
    std::string_view word;
    int value;
  };
  constexpr Word words[] = {{"", 1},      {"a", 1},    {"an", 1},   {"one", 1},    {"two", 2},
                            {"three", 3}, {"five", 5}, {"ten", 10}, {"thirty", 30}};
  for (const auto& word : words)
    if (count == word.word) return word.value;
  if (digit(count[0])) return std::stoi(std::string(count));
  std::size_t at = 0;
  const auto value = small_number_at(count, at);
  return value && at == count.size() ? *value : 0;
}

}  // namespace

std::optional<Ago> ago_at(std::string_view plain, std::size_t& at, const Local& now) {
  if (at >= plain.size() || !day_may_begin(plain.substr(at))) return std::nullopt;
  static const std::vector<std::string_view> just{"刚才",     "刚刚",     "方才",         "刚刚才",
                                                  "刚才那会", "just now", "a moment ago", "right now"};
  const auto rest = plain.substr(at, 60);
  if (const auto length = longest_prefix(rest, just); length > 0) {
    at += length;
    return Ago{now.day, now.minute, true};
  }
  const auto before = at == 0 ? '\0' : plain[at - 1];
  if (digit(before) || before == '.' || (letter(before) && letter(rest[0])) ||
      han_digit(last_code_point(plain.substr(0, at))) >= 0)
    return std::nullopt;
  static const RE2 chinese(
      "^((?:(半)|(\\d{1,3}|[一二两三四五六七八九十]{1,3}))(?:个)?(半)?(分钟|分|刻钟|小时|钟头|天|日|h|min)(?:"
      "之|以)?前)");
  static const RE2 english(
      "^((?:(half an?)|(\\d{1,3}|an?|one|two|three|five|ten|thirty)) ?(minutes?|mins?|hours?|hrs?|h|days?) "
      "(?:ago|earlier|before))");
  const re2::StringPiece piece(rest.data(), rest.size());
  re2::StringPiece all, half, number, more, unit;
  if (!RE2::PartialMatch(piece, chinese, &all, &half, &number, &more, &unit) &&
      !RE2::PartialMatch(piece, english, &all, &half, &number, &unit))
    return std::nullopt;
  const std::string_view count(number.data() ? number.data() : "", number.size());
  const std::string_view kind(unit.data(), unit.size());
  const int value = count_of(count);
  if (starts_with(kind, "天") || starts_with(kind, "日") || starts_with(kind, "d")) {
    if (!half.empty() || value == 0) return std::nullopt;
    at += all.size();
    return Ago{now.day - days{value}, std::nullopt, false};
  }
  int per = 60;
  if (starts_with(kind, "分") || starts_with(kind, "m")) per = 1;
  if (starts_with(kind, "刻")) per = 15;
  const int minutes = half.empty() ? value * per + (more.empty() ? 0 : per / 2) : per / 2;
  if (minutes <= 0) return std::nullopt;
  at += all.size();
  const auto then =
      std::chrono::sys_time<std::chrono::minutes>{now.day} + std::chrono::minutes{now.minute - minutes};
  const auto day = std::chrono::floor<days>(then);
  return Ago{day, static_cast<int>((then - day).count()), false};
}
