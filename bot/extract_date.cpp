#include "bot/extract_date.h"

#include <re2/re2.h>

#include <algorithm>
#include <string>
#include <vector>

#include "bot/chinese.h"
#include "bot/extract_calendar.h"
#include "bot/utf8.h"

namespace {

using std::chrono::days;
using std::chrono::month;
using std::chrono::year;
using std::chrono::year_month_day;

bool digit(char c) { return c >= '0' && c <= '9'; }
bool letter(char c) { return c >= 'a' && c <= 'z'; }

struct DayWord {
  std::string_view word;
  int days;
  Part part = Part::none;
};

constexpr DayWord day_words[] = {{"大前天", -3},
                                 {"前天", -2},
                                 {"前日", -2},
                                 {"前儿", -2},
                                 {"前晚", -2, Part::evening},
                                 {"前夜", -2, Part::evening},
                                 {"昨天", -1},
                                 {"昨日", -1},
                                 {"昨儿个", -1},
                                 {"昨儿", -1},
                                 {"昨个", -1},
                                 {"寻日", -1},
                                 {"琴日", -1},
                                 {"昨早", -1, Part::morning},
                                 {"昨晨", -1, Part::morning},
                                 {"昨上午", -1, Part::morning},
                                 {"昨中午", -1, Part::noon},
                                 {"昨午", -1, Part::noon},
                                 {"昨下午", -1, Part::afternoon},
                                 {"昨晚", -1, Part::evening},
                                 {"昨夜", -1, Part::evening},
                                 {"寻晚", -1, Part::evening},
                                 {"琴晚", -1, Part::evening},
                                 {"今天", 0},
                                 {"今日", 0},
                                 {"今儿个", 0},
                                 {"今儿", 0},
                                 {"今个", 0},
                                 {"今早", 0, Part::morning},
                                 {"今晨", 0, Part::morning},
                                 {"今朝", 0, Part::morning},
                                 {"今上午", 0, Part::morning},
                                 {"今中午", 0, Part::noon},
                                 {"今午", 0, Part::noon},
                                 {"今下午", 0, Part::afternoon},
                                 {"今晚", 0, Part::evening},
                                 {"今夜", 0, Part::evening},
                                 {"今晚上", 0, Part::evening},
                                 {"昨晚上", -1, Part::evening},
                                 {"昨天晚上", -1, Part::evening},
                                 {"前晚上", -2, Part::evening},
                                 {"今早上", 0, Part::morning},
                                 {"昨早上", -1, Part::morning},
                                 {"昨晚间", -1, Part::evening},
                                 {"today", 0},
                                 {"yesterday", -1},
                                 {"this morning", 0, Part::morning},
                                 {"this afternoon", 0, Part::afternoon},
                                 {"this evening", 0, Part::evening},
                                 {"tonight", 0, Part::evening},
                                 {"last night", -1, Part::evening},
                                 {"the day before yesterday", -2}};

/// Plans and habits: taken, so that what stands behind them ("明天上午") is not read as today.
constexpr DayWord dead_words[] = {
    {"明天", 1},   {"明日", 1},    {"明早", 1},  {"明晚", 1},      {"明儿", 1},     {"后天", 2},
    {"大后天", 3}, {"每天", 0},    {"每日", 0},  {"天天", 0},      {"去年今天", 0}, {"tomorrow", 1},
    {"下周", 7},   {"下个月", 30}, {"下月", 30}, {"every day", 0}, {"昨天今天", 0}, {"今明", 0}};

bool apart(std::string_view plain, std::size_t from, std::size_t to) {
  if (!letter(plain[from])) return true;
  return (from == 0 || !letter(plain[from - 1])) && (to >= plain.size() || !letter(plain[to]));
}

std::optional<Date> named_day(std::string_view plain, std::size_t& at, const Local& now) {
  const auto rest = plain.substr(at);
  const DayWord* best = nullptr;
  bool dead = false;
  const auto look = [&](const DayWord& word, bool is_dead) {
    if (!starts_with(rest, word.word) || (best && best->word.size() >= word.word.size())) return;
    if (!apart(plain, at, at + word.word.size())) return;
    best = &word;
    dead = is_dead;
  };
  for (const auto& word : day_words) look(word, false);
  for (const auto& word : dead_words) look(word, true);
  if (!best) return std::nullopt;
  at += best->word.size();
  return Date{now.day + days{best->days}, best->part, dead};
}

struct Weekday {
  int weeks_back = -1;  // -1: the latest one
  int day = 0;          // Monday is 1
};

std::optional<Date> on_weekday(const Weekday& wanted, Day today) {
  const int now = static_cast<int>(std::chrono::weekday{today}.iso_encoding());
  const auto monday = today - days{now - 1};
  auto day = monday + days{wanted.day - 1};
  if (wanted.weeks_back >= 0) day -= days{7 * wanted.weeks_back};
  if (wanted.weeks_back < 0 && day > today) day -= days{7};
  return Date{day, Part::none, day > today};
}

std::optional<Date> weekday_at(std::string_view plain, std::size_t& at, const Local& now) {
  static const RE2 chinese(
      R"(^(上上个?|上个?|本|这个?|下个?|每个?|)(?:周|星期|礼拜)([一二三四五六日天1-6])(日|至|到|-|~|、)?)");
  static const RE2 english(R"(^(last |this |on |every |next |)(mon|tues|wednes|thurs|fri|satur|sun)days?)");
  constexpr std::string_view names = "monday   tuesday  wednesdaythursday friday   saturday sunday   ";
  const auto rest = plain.substr(at, 40);
  re2::StringPiece which, day, more;
  Weekday wanted;
  const re2::StringPiece piece(rest.data(), rest.size());
  bool dead = false;
  if (RE2::PartialMatch(piece, chinese, &which, &day, &more)) {
    const int value = digit(day[0]) ? day[0] - '0' : han_digit(first_code_point({day.data(), day.size()}));
    wanted.day = value > 0 ? value : 7;
    const std::string_view word(which.data(), which.size());
    if (starts_with(word, "上上"))
      wanted.weeks_back = 2;
    else if (starts_with(word, "上"))
      wanted.weeks_back = 1;
    else if (starts_with(word, "本") || starts_with(word, "这"))
      wanted.weeks_back = 0;
    static const std::vector<std::string_view> habits{"每", "一", "两", "几", "到", "至",
                                                      "-",  "~",  "、", "下", "逢"};
    dead = starts_with(word, "下") || starts_with(word, "每") || !more.empty() ||
           ends_with_any(plain.substr(0, at), habits);
    at += static_cast<std::size_t>(day.data() + day.size() - rest.data());
  } else if (RE2::PartialMatch(piece, english, &which, &day) && (at == 0 || !letter(plain[at - 1]))) {
    wanted.day = static_cast<int>(names.find(std::string_view(day.data(), day.size())) / 9) + 1;
    const std::string_view word(which.data(), which.size());
    dead = word == "every " || word == "next ";
    at += static_cast<std::size_t>(day.data() + day.size() - rest.data()) + 3;
  } else {
    return std::nullopt;
  }
  auto date = on_weekday(wanted, now.day);
  date->dead = date->dead || dead;
  return date;
}

}  // namespace

bool day_may_begin(std::string_view rest) {
  const auto point = first_code_point(rest);
  constexpr std::u32string_view beginnings =
      U"一二两三四五六七八九十零〇大前昨今寻琴明后每天下去上本这当周星礼刚方半";
  if (point < 0x80) return digit(rest[0]) || letter(rest[0]);
  return beginnings.find(point) != beginnings.npos;
}

std::optional<Date> date_at(std::string_view plain, std::size_t& at, const Local& now) {
  if (at >= plain.size() || !day_may_begin(plain.substr(at))) return std::nullopt;
  if (letter(plain[at]) && at > 0 && letter(plain[at - 1])) return std::nullopt;
  if (auto date = named_day(plain, at, now)) return date;
  if (auto date = weekday_at(plain, at, now)) return date;
  return calendar_date(plain, at, now);
}
