#include "bot/extract_calendar.h"

#include <re2/re2.h>

#include <string>
#include <vector>

#include "bot/chinese.h"
#include "bot/utf8.h"

namespace {

using std::chrono::month;
using std::chrono::year;
using std::chrono::year_month_day;

bool digit(char c) { return c >= '0' && c <= '9'; }
bool letter(char c) { return c >= 'a' && c <= 'z'; }

// A day or a month in Han.
const std::string han_small = "[一二三四五六七八九十]{1,3}";

std::optional<Day> valid(int y, int m, int d) {
  const year_month_day date{year{y}, month{static_cast<unsigned>(m)},
                            std::chrono::day{static_cast<unsigned>(d)}};
  if (!date.ok()) return std::nullopt;
  return Day{date};
}

int year_of(Day day) { return static_cast<int>(year_month_day{day}.year()); }

/// A date without a year: the latest one not after today; one that is near is a plan, "4月1日到期".
std::optional<Day> latest(int m, int d, Day today) {
  constexpr std::chrono::days near{45};
  for (int ahead = 0; ahead < 2; ++ahead)
    if (const auto day = valid(year_of(today) + ahead, m, d); day && *day > today && *day <= today + near)
      return day;
  for (int back = 0; back < 5; ++back)
    if (const auto day = valid(year_of(today) - back, m, d); day && *day <= today) return day;
  return std::nullopt;
}

std::optional<Day> month_back(int months, int d, Day today) {
  const year_month_day date{today};
  const auto wanted =
      year_month_day{date.year() / date.month() / std::chrono::day{1}} - std::chrono::months{months};
  return valid(static_cast<int>(wanted.year()), static_cast<int>(static_cast<unsigned>(wanted.month())), d);
}

int number_of(re2::StringPiece text) {
  const std::string_view view(text.data(), text.size());
  std::size_t at = 0;
  const auto value = small_number_at(view, at);
  return value && at == view.size() ? *value : -1;
}

int year_number(re2::StringPiece text) {
  int value = 0;
  const std::string_view view(text.data(), text.size());
  for (std::size_t at = 0; at < view.size();) {
    const auto point = next_code_point(view, at);
    const int next = point < 0x80 ? static_cast<int>(point - U'0') : han_digit(point);
    value = value * 10 + next;
  }
  return value < 100 ? 2000 + value : value;
}

/// A date that is being read: `at` moves behind what was understood.
struct DateReading {
  std::string_view plain;
  std::size_t& at;
  const Local& now;

  char before() const { return at == 0 ? '\0' : plain[at - 1]; }
  std::string_view rest() const { return plain.substr(at, 60); }

  std::optional<Date> ends(std::optional<Day> day, re2::StringPiece read) const {
    if (!day) return std::nullopt;
    at += read.size();
    static const std::vector<std::string_view> limits{"前", "之前", "以前"};
    return Date{*day, Part::none, *day > now.day || longest_prefix(plain.substr(at), limits) > 0};
  }
};

/// 2026-03-10, 2026年3月10日, 3月10号, 三月十号, 上个月28号.
std::optional<Date> date_with_month(const DateReading& reading) {
  static const RE2 full("^((20\\d\\d|二[零〇]二[零〇一二三四五六七八九]|2[0-9])(?: ?年 ?|[-/.])(\\d{1,2}|" +
                        han_small + ")(?: ?月 ?|[-/.])(\\d{1,2}|" + han_small + ")(?: ?[日号]|\\b)?)");
  static const RE2 month_day("^((\\d{1,2}|" + han_small + ") ?月(?:份)? ?(\\d{1,2}|" + han_small +
                             ") ?[日号]?)");
  static const RE2 last_month("^((上个?月|本月|这个月|当月)(?:的)? ?(\\d{1,2}|" + han_small + ") ?[日号]?)");
  const auto rest = reading.rest();
  const re2::StringPiece piece(rest.data(), rest.size());
  re2::StringPiece all, first, second, third;
  const auto today = reading.now.day;
  if (RE2::PartialMatch(piece, full, &all, &first, &second, &third))
    if (const auto day = valid(year_number(first), number_of(second), number_of(third)))
      return reading.ends(day, all);
  if (RE2::PartialMatch(piece, month_day, &all, &first, &second))
    return reading.ends(latest(number_of(first), number_of(second), today), all);
  if (RE2::PartialMatch(piece, last_month, &all, &first, &second))
    return reading.ends(month_back(first.starts_with("上") ? 1 : 0, number_of(second), today), all);
  return std::nullopt;
}

/// 3/10 and 3.10 before a time of day, 20260310.
std::optional<Date> date_in_figures(const DateReading& reading) {
  static const RE2 slashed(
      "^((\\d{1,2})[/.-](\\d{1,2})(?:[日号]|(?:[ "
      ",]{0,2}(?:[012]?\\d[:点]|[一二两三四五六七八九十]{1,2}点|上午|下午|早上|晚上|中午|凌晨|早盘|[早晚]\\d)"
      ")))");
  static const RE2 compact(
      "^((20\\d\\d)([01]\\d)([0-3]\\d))(?:[ ,]{0,2}(?:[012]?\\d[:点]|上午|下午|早上|晚上|中午)|日|号)");
  const auto rest = reading.rest();
  const re2::StringPiece piece(rest.data(), rest.size());
  re2::StringPiece all, first, second, third;
  const auto before = reading.before();
  if (before != '.' && before != '-' && before != '/' &&
      RE2::PartialMatch(piece, slashed, &all, &first, &second)) {
    const auto length = static_cast<std::size_t>(second.data() + second.size() - rest.data());
    return reading.ends(latest(number_of(first), number_of(second), reading.now.day), {rest.data(), length});
  }
  if (RE2::PartialMatch(piece, compact, &all, &first, &second, &third))
    return reading.ends(valid(year_number(first), number_of(second), number_of(third)), all);
  return std::nullopt;
}

/// 28号, of this month or the last.
std::optional<Date> day_of_month(const DateReading& reading) {
  static const RE2 day_only("^((\\d{1,2}|" + han_small +
                            ")[号日])(?:$|[ "
                            ",。;]|的|上午|下午|早上|晚上|中午|凌晨|\\d|[一二三四五六七八九十]点|下|买|卖|转|"
                            "申|提|开|登|就|到|委|赎|那天|交|绑)");
  static const std::vector<std::string_view> openings{" ",  ",",  "。",   ";",  ":",  "从", "自", "是",
                                                      "在", "于", "客户", "我", "\n", "(",  "|"};
  if (reading.at > 0 && !ends_with_any(reading.plain.substr(0, reading.at), openings)) return std::nullopt;
  const auto rest = reading.rest();
  re2::StringPiece all, number;
  if (!RE2::PartialMatch(re2::StringPiece(rest.data(), rest.size()), day_only, &all, &number))
    return std::nullopt;
  auto day = month_back(0, number_of(number), reading.now.day);
  if (!day || *day > reading.now.day) day = month_back(1, number_of(number), reading.now.day);
  return reading.ends(day, all);
}

/// March 10th, 10 of March.
std::optional<Date> english_date(const DateReading& reading) {
  static const RE2 month_first(
      "^((jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\\.? "
      "(\\d{1,2})(?:st|nd|rd|th)?)(?:$|[^\\d])");
  static const RE2 day_first(
      "^((\\d{1,2})(?:st|nd|rd|th)? (?:of )?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6})");
  constexpr std::string_view months = "janfebmaraprmayjunjulaugsepoctnovdec";
  const auto rest = reading.rest();
  const re2::StringPiece piece(rest.data(), rest.size());
  re2::StringPiece all, day, name;
  const bool found =
      (!letter(reading.before()) && RE2::PartialMatch(piece, month_first, &all, &name, &day)) ||
      RE2::PartialMatch(piece, day_first, &all, &day, &name);
  if (!found) return std::nullopt;
  const auto number = months.find(std::string_view(name.data(), name.size())) / 3 + 1;
  return reading.ends(latest(static_cast<int>(number), number_of(day), reading.now.day), all);
}

}  // namespace

std::optional<Date> calendar_date(std::string_view plain, std::size_t& at, const Local& now) {
  const DateReading reading{plain, at, now};
  if (digit(reading.before()) || (letter(reading.before()) && digit(plain[at]))) return std::nullopt;
  for (const auto read : {date_with_month, date_in_figures, day_of_month, english_date})
    if (auto date = read(reading)) return date;
  return std::nullopt;
}
