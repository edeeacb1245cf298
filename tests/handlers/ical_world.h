#pragma once
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "gateway/clock_zones.h"
#include "handlers/sla/ical_roster.h"

/// Calendars of March 2026, read for three people in China.
namespace ical_world {

using namespace std::chrono_literals;
using std::chrono::days;
using std::chrono::sys_days;
using std::chrono::year;

inline const std::vector<DutyPerson> people{
    {"ann", "Ann Lee"}, {"bob", "鲍勃"}, {"cid@corp.example", "李明"}};
inline const Time now = Time{sys_days{year{2026} / 3 / 10}} + 4h;

inline Zone east() { return fixed_zone(8h); }
inline Time at(int month, int day, std::chrono::minutes time = 0min) {
  return Time{sys_days{year{2026} / month / day}} + time;
}
inline std::string calendar(const std::string& inside) {
  return "BEGIN:VCALENDAR\r\n" + inside + "END:VCALENDAR\r\n";
}
inline std::string event(const std::string& lines) { return "BEGIN:VEVENT\r\n" + lines + "END:VEVENT\r\n"; }

inline CalendarRoster read(const std::string& text, const Zone& zone = east()) {
  auto roster = read_calendar(text, zone, people, now);
  INFO((roster ? std::string() : roster.error().text));
  REQUIRE(roster);
  return *std::move(roster);
}
inline std::string who(const CalendarRoster& roster, Time instant) {
  for (const auto& span : roster.spans)
    if (span.from <= instant && instant < span.to) return span.person;
  return "";
}
inline std::string problems(const CalendarRoster& roster) {
  std::string text;
  for (const auto& one : roster.problems) text += std::to_string(one.line) + ":" + one.why + " ";
  return text;
}

}  // namespace ical_world
