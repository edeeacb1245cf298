#include "bot/calendar.h"

#include <catch2/catch.hpp>

namespace {

using namespace std::chrono_literals;
using std::chrono::sys_days;
using std::chrono::year;

const Zone shanghai = fixed_zone(8h);
/// New York in 2026: an hour ahead from 8 March to 1 November.
const Zone new_york{
    "New York", -5h, {{sys_days{year{2026} / 3 / 8} + 7h, -4h}, {sys_days{year{2026} / 11 / 1} + 6h, -5h}}};

LocalTime wall(int month, int day, std::chrono::minutes time) {
  return LocalTime{LocalDay{year{2026} / month / day}} + time;
}
Time utc(int month, int day, std::chrono::minutes time) { return sys_days{year{2026} / month / day} + time; }
Time in_shanghai(int month, int day, std::chrono::minutes time) { return utc(month, day, time) - 8h; }

CalendarPlan two_shifts() {
  CalendarPlan plan;
  plan.id = "desk";
  plan.zone = shanghai;
  for (std::size_t day = 1; day < 6; ++day)
    plan.week[day] = {*shift_of("08:30-12:00"), *shift_of("13:00-17:30")};
  plan.days[*day_named("2026-02-16")] = {{}, true};
  plan.days[*day_named("2026-02-14")] = {plan.week[1], false};
  return plan;
}

}  // namespace

TEST_CASE("a local time that a change leaves out is the instant of the change, a doubled one its first") {
  CHECK(instant_of(new_york, wall(3, 8, 1h + 59min)) == utc(3, 8, 6h + 59min));
  CHECK(instant_of(new_york, wall(3, 8, 2h + 30min)) == utc(3, 8, 7h));
  CHECK(instant_of(new_york, wall(3, 8, 3h)) == utc(3, 8, 7h));
  CHECK(instant_of(new_york, wall(11, 1, 1h + 30min)) == utc(11, 1, 5h + 30min));
  CHECK(instant_of(new_york, wall(11, 1, 2h)) == utc(11, 1, 7h));
  CHECK(local_of(new_york, utc(3, 8, 7h)) == wall(3, 8, 3h));
  CHECK(instant_of(shanghai, wall(3, 8, 2h)) == utc(3, 7, 18h));
}

TEST_CASE("working time is what lies inside of shifts") {
  const WorkCalendar calendar(two_shifts());
  CHECK(calendar.worked(in_shanghai(3, 10, 8h), in_shanghai(3, 10, 18h)) == 8h);
  CHECK(calendar.worked(in_shanghai(3, 10, 11h), in_shanghai(3, 10, 13h + 30min)) == 90min);
  CHECK(calendar.worked(in_shanghai(3, 13, 17h), in_shanghai(3, 16, 9h)) == 60min);  // over a weekend
  CHECK(calendar.worked(in_shanghai(3, 10, 12h), in_shanghai(3, 10, 13h)) == 0h);
  CHECK(calendar.worked(in_shanghai(3, 10, 14h), in_shanghai(3, 10, 9h)) == 0h);
  CHECK(calendar.working(in_shanghai(3, 10, 8h + 30min)));
  CHECK_FALSE(calendar.working(in_shanghai(3, 10, 12h)));
}

TEST_CASE("holidays are not worked and make-up days are") {
  const WorkCalendar calendar(two_shifts());
  CHECK(calendar.worked(in_shanghai(2, 14, 0h), in_shanghai(2, 15, 0h)) == 8h);
  CHECK(calendar.worked(in_shanghai(2, 16, 0h), in_shanghai(2, 17, 0h)) == 0h);
}

TEST_CASE("after so much work it is the first instant by which it is done") {
  const WorkCalendar calendar(two_shifts());
  CHECK(calendar.after(in_shanghai(3, 10, 11h), 60min) == in_shanghai(3, 10, 12h));
  CHECK(calendar.after(in_shanghai(3, 10, 11h), 61min) == in_shanghai(3, 10, 13h + 1min));
  CHECK(calendar.after(in_shanghai(3, 13, 17h), 60min) == in_shanghai(3, 16, 9h));
  CHECK(calendar.after(in_shanghai(3, 10, 20h), 0min) == in_shanghai(3, 10, 20h));
  CHECK_FALSE(calendar.after(in_shanghai(3, 10, 11h), std::chrono::hours{1000000}));
}

TEST_CASE("pieces of a calendar are contiguous and say what they are") {
  const WorkCalendar calendar(two_shifts());
  const auto pieces = calendar.pieces(in_shanghai(2, 13, 17h), in_shanghai(2, 17, 9h));
  REQUIRE(!pieces.empty());
  CHECK(pieces.front().from == in_shanghai(2, 13, 17h));
  CHECK(pieces.back().to == in_shanghai(2, 17, 9h));
  Millis worked{};
  bool holiday = false, rest = false;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    if (i > 0) CHECK(pieces[i].from == pieces[i - 1].to);
    if (pieces[i].kind == WorkTime::working) worked += pieces[i].to - pieces[i].from;
    if (pieces[i].kind == WorkTime::holiday)
      holiday = pieces[i].from == in_shanghai(2, 16, 0h) && pieces[i].to == in_shanghai(2, 17, 0h);
    if (pieces[i].kind == WorkTime::rest_day) rest = pieces[i].from == in_shanghai(2, 15, 0h);
  }
  CHECK(worked == 9h);
  CHECK(holiday);
  CHECK(rest);
}

TEST_CASE("a night shift belongs to the day it begins, and no minute counts twice") {
  CalendarPlan plan;
  plan.zone = shanghai;
  plan.week[5] = {*shift_of("21:00-26:30")};
  plan.week[6] = {*shift_of("00:00-03:00")};
  const WorkCalendar calendar(plan);
  CHECK(calendar.worked(in_shanghai(3, 13, 0h), in_shanghai(3, 15, 0h)) == 6h);
}

TEST_CASE("always is every instant") {
  const auto calendar = WorkCalendar::always();
  CHECK(calendar.worked(utc(1, 1, 0h), utc(12, 31, 0h)) == std::chrono::days{364});
  CHECK(calendar.pieces(utc(1, 1, 0h), utc(12, 31, 0h)).size() == 1);
}

TEST_CASE("shifts and days are read strictly") {
  CHECK(shift_of("08:30-12:00") == DayShift{8h + 30min, 12h});
  for (const auto* wrong :
       {"8-12", "12:00-08:30", "08:30-12:00x", "08:70-12:00", "25:00-26:00", "21:00-49:00", ""})
    CHECK_FALSE(shift_of(wrong));
  CHECK(day_named("2026-02-28"));
  for (const auto* wrong : {"2026-02-30", "2026-2-3", "26-02-03", "2026-02-03x", ""})
    CHECK_FALSE(day_named(wrong));
}
