#include "bot/duty_when.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "bot/text.h"

namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::weekday;
using std::chrono::year_month_day;

bool digit(char c) { return c >= '0' && c <= '9'; }

constexpr std::array<std::string_view, 12> months{"jan", "feb", "mar", "apr", "may", "jun",
                                                  "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr std::array<std::string_view, 7> weekdays{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
constexpr std::array<std::string_view, 8> chinese_days{"一", "二", "三", "四", "五", "六", "日", "天"};

/// Goes over the words once and takes what it knows.
class WhenReader {
 public:
  WhenReader(std::string text, LocalDay today) : text_(std::move(text)), today_(today) {}

  std::optional<DutyWhen> read() {
    while (at_ < text_.size()) {
      if (hours_here() || day_here() || part_here()) continue;
      ++at_;
    }
    if (when_.which == DutyWhen::Which::days && !found_) return std::nullopt;
    if (no_day_ || when_.last < when_.first) return std::nullopt;
    return when_;
  }

 private:
  bool eat(std::string_view word) {
    if (text_.compare(at_, word.size(), word) != 0) return false;
    at_ += word.size();
    return true;
  }
  void spaces() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
  }
  std::optional<int> number(std::size_t most) {
    std::size_t end = at_;
    while (end < text_.size() && digit(text_[end])) ++end;
    if (end == at_ || end - at_ > most) return std::nullopt;
    const int value = std::stoi(text_.substr(at_, end - at_));
    at_ = end;
    return value;
  }

  bool take(LocalDay first, LocalDay last) {
    if (!found_) when_.first = first;
    when_.last = last;
    found_ = true;
    return true;
  }
  bool take(LocalDay day) { return take(day, day); }

  /// "18:00-22:00", "18:00到22:00".
  bool hours_here() {
    const auto begin = at_;
    const auto from = clock_here();
    if (from) {
      spaces();
      if (eat("-") || eat("~") || eat("到") || eat("至") || eat("to ")) {
        spaces();
        if (const auto to = clock_here()) {
          when_.hours = DayShift{*from, *to <= *from ? *to + hours{24} : *to};
          return true;
        }
      }
    }
    at_ = begin;
    return false;
  }
  std::optional<std::chrono::minutes> clock_here() {
    const auto hour = number(2);
    if (!hour || *hour > 24 || !eat(":")) return std::nullopt;
    const auto minute = number(2);
    if (!minute || *minute > 59) return std::nullopt;
    return hours{*hour} + std::chrono::minutes{*minute};
  }

  bool day_here() {
    const auto begin = at_;
    if (near_day() || week_day() || numbered_day() || english_day()) return true;
    at_ = begin;
    return false;
  }

  bool near_day() {
    static constexpr std::array<std::pair<std::string_view, int>, 13> words{{{"大后天", 3},
                                                                             {"后天", 2},
                                                                             {"明天", 1},
                                                                             {"明日", 1},
                                                                             {"今天", 0},
                                                                             {"今日", 0},
                                                                             {"明晚", 1},
                                                                             {"明夜", 1},
                                                                             {"今晚", 0},
                                                                             {"今夜", 0},
                                                                             {"tomorrow", 1},
                                                                             {"today", 0},
                                                                             {"tonight", 0}}};
    for (const auto& [word, ahead] : words) {
      if (!eat(word)) continue;
      if (word == "明晚" || word == "明夜" || word == "今晚" || word == "今夜" || word == "tonight")
        when_.part = DutyWhen::Part::night;
      return take(today_ + days{ahead});
    }
    for (const std::string_view word : {"下一班", "下个班", "下次", "next shift"})
      if (eat(word)) return whole(DutyWhen::Which::next);
    for (const std::string_view word : {"现在", "当前", "这一班", "这个班", "本班", "now", "this shift"})
      if (eat(word)) return whole(DutyWhen::Which::now);
    return false;
  }
  bool whole(DutyWhen::Which which) {
    when_.which = which;
    return true;
  }

  LocalDay monday() const { return today_ - days{weekday(today_).iso_encoding() - 1}; }

  /// "周五", "本周五", "下周五", "下周"; without a prefix the next that comes, today included.
  bool week_day() {
    int week = -1;
    if (eat("下下个") || eat("下下"))
      week = 2;
    else if (eat("下个") || eat("下"))
      week = 1;
    else if (eat("本") || eat("这个") || eat("这"))
      week = 0;
    if (!eat("周") && !eat("星期") && !eat("礼拜")) return false;
    for (std::size_t i = 0; i < chinese_days.size(); ++i)
      if (eat(chinese_days[i])) return take(of_week(week, std::min<int>(static_cast<int>(i), 6)));
    if (week < 0) return false;
    const auto first = monday() + days{7 * week};
    return take(first, first + days{6});
  }
  LocalDay of_week(int week, int day) const {
    auto found = monday() + days{day + 7 * std::max(week, 0)};
    if (week < 0 && found < today_) found += days{7};
    return found;
  }

  /// "next friday", "fri", "mar 8", "8 march".
  bool english_day() {
    if (at_ > 0 && text_[at_ - 1] >= 'a' && text_[at_ - 1] <= 'z') return false;
    const int week = eat("next ") ? 1 : eat("this ") ? 0 : -1;
    if (eat("week")) {
      const auto first = monday() + days{7 * std::max(week, 0)};
      return take(first, first + days{6});
    }
    for (std::size_t i = 0; i < weekdays.size(); ++i)
      if (eat(weekdays[i])) {
        rest_of_word();
        return take(of_week(week, static_cast<int>(i)));
      }
    const auto month = month_here();
    if (!month) return false;
    spaces();
    const auto day = number(2);
    return day && calendar_day(std::nullopt, *month, *day);
  }
  std::optional<int> month_here() {
    for (std::size_t i = 0; i < months.size(); ++i)
      if (eat(months[i])) {
        rest_of_word();
        return static_cast<int>(i) + 1;
      }
    return std::nullopt;
  }
  void rest_of_word() {
    while (at_ < text_.size() && text_[at_] >= 'a' && text_[at_] <= 'z') ++at_;
  }

  /// "2026-03-08", "2026年3月8日", "3月8日", "3/8", "3-8", "8日", "8 mar". A day alone behind "到" is of the
  /// same month.
  bool numbered_day() {
    if (at_ > 0 && digit(text_[at_ - 1])) return false;
    const auto one = number(4);
    if (!one) return false;
    if (*one >= 2000) {
      if (!eat("-") && !eat("/") && !eat("年") && !eat(".")) return false;
      const auto month = number(2);
      if (!month || (!eat("-") && !eat("/") && !eat("月") && !eat("."))) return false;
      const auto day = number(2);
      day_word();
      return day && calendar_day(*one, *month, *day);
    }
    if (*one > 99) return false;
    if (eat("日") || eat("号")) return day_of_month(*one);
    spaces();
    if (const auto month = month_here()) return calendar_day(std::nullopt, *month, *one);
    if (!eat("月") && !eat("/") && !eat("-") && !eat(".")) return false;
    const auto day = number(2);
    day_word();
    return day && calendar_day(std::nullopt, *one, *day);
  }
  void day_word() {
    if (!eat("日")) eat("号");
  }
  bool day_of_month(int day) {
    const year_month_day base(found_ ? when_.first : today_);
    auto month = base.year() / base.month();
    // At most the end of next year's month of the same name has been passed.
    for (int tries = 0; tries < 3; ++tries, month += std::chrono::months{1}) {
      const auto date = month / day;
      if (date.ok() && LocalDay{date} >= (found_ ? when_.first : today_ - days{1}))
        return take(LocalDay{date});
    }
    return false;
  }
  bool calendar_day(std::optional<int> year, int month, int day) {
    const auto this_year = year_month_day(today_).year();
    auto date = (year ? std::chrono::year{*year} : this_year) / month / day;
    if (!year && date.ok() && LocalDay{date} < today_ - days{31})
      date = (this_year + std::chrono::years{1}) / month / day;
    no_day_ = no_day_ || !date.ok();
    return date.ok() && take(LocalDay{date});
  }

  bool part_here() {
    for (const std::string_view word : {"夜班", "晚班", "晚上", "夜间", "night"})
      if (eat(word)) return take_part(DutyWhen::Part::night);
    for (const std::string_view word : {"白班", "日班", "早班", "白天", "day shift", "daytime"})
      if (eat(word)) return take_part(DutyWhen::Part::day);
    return false;
  }
  bool take_part(DutyWhen::Part part) {
    when_.part = part;
    return true;
  }

  std::string text_;
  LocalDay today_;
  std::size_t at_ = 0;
  bool found_ = false, no_day_ = false;
  DutyWhen when_;
};

constexpr hours longest_shift{36};  // a longer one is a turn of several days
constexpr hours longest_part{16};   // a longer one is neither by day nor by night

bool fits_part(const Roster& roster, const DutyShift& shift, DutyWhen::Part part) {
  if (part == DutyWhen::Part::any || shift.to - shift.from > longest_part) return true;
  const auto local = local_of(roster.zone, shift.from);
  const auto time = local - std::chrono::floor<days>(local);
  const bool night = time >= hours{17} || time < hours{5};
  return night == (part == DutyWhen::Part::night);
}

DutyShift cut(DutyShift shift, Time from, Time to) {
  shift.from = std::max(shift.from, from);
  shift.to = std::min(shift.to, to);
  return shift;
}

/// What of one shift the days mean; nothing: from >= to.
DutyShift of_days(const Roster& roster, const DutyShift& shift, const DutyWhen& when) {
  const auto at = [&](LocalDay day, std::chrono::minutes time) {
    return instant_of(roster.zone, LocalTime{day} + time);
  };
  if (when.hours) return cut(shift, at(when.first, when.hours->from), at(when.first, when.hours->to));
  if (shift.to - shift.from > longest_shift) {
    const auto over = roster.layers.empty() ? std::chrono::minutes{0} : roster.layers.back().hand_over;
    return cut(shift, at(when.first, over), at(when.last + days{1}, over));
  }
  const auto begins = std::chrono::floor<days>(local_of(roster.zone, shift.from));
  if (begins < when.first || begins > when.last) return {};
  return shift;
}

}  // namespace

bool same_person(const std::string& one, const std::string& other) {
  const auto small = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::equal(one.begin(), one.end(), other.begin(), other.end(),
                    [&](char a, char b) { return small(a) == small(b); });
}

std::optional<DutyWhen> read_duty_when(const std::string& words, LocalDay today) {
  return WhenReader(normal(words), today).read();
}

std::vector<DutyShift> shifts_meant(const Roster& roster, const std::string& person, const DutyWhen& when,
                                    Time now) {
  const bool by_days = when.which == DutyWhen::Which::days;
  const auto minute = std::chrono::floor<std::chrono::minutes>(now);
  // A turn is seen whole where it is shorter than a day and a half, however it lies.
  const Time from = by_days ? instant_of(roster.zone, LocalTime{when.first}) - days{2} : minute - days{100};
  const Time to = by_days ? instant_of(roster.zone, LocalTime{when.last}) + days{4} : minute + days{100};
  std::vector<DutyShift> found;
  if (to - from > days{220}) return found;
  for (const auto& shift : schedule(roster, from, to)) {
    if (shift.person.empty() || shift.to <= now || (!person.empty() && !same_person(shift.person, person)))
      continue;
    auto meant = shift;
    if (by_days) meant = of_days(roster, shift, when);
    if (when.which == DutyWhen::Which::now && shift.from > now) break;
    if (when.which == DutyWhen::Which::next && shift.from < now) continue;
    meant.from = std::max<Time>(meant.from, minute);
    if (meant.from >= meant.to || (by_days && !fits_part(roster, shift, when.part))) continue;
    if (!found.empty() && found.back().to == meant.from && found.back().person == meant.person)
      found.back().to = meant.to;  // parted only by how it came about
    else
      found.push_back(std::move(meant));
    if (when.which == DutyWhen::Which::next) break;
  }
  return found;
}
