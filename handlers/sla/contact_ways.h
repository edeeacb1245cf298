#pragma once
#include <optional>
#include <string>
#include <vector>

#include "handlers/sla/duty_people.h"
#include "templates/clock_rules.h"

/// How somebody is reached when a clock warns, changed by themselves. Pure.

/// "app", "group", "webhook", "person".
const char* name_of(ContactWay::Kind kind);
std::optional<ContactWay::Kind> way_kind_named(const std::string& name);
/// "08:00-22:00 22:00-26:00"; empty: always.
std::string hours_text(const std::vector<DayShift>& hours);
/// Shifts apart by blanks or commas; nullopt: one of them is none.
std::optional<std::vector<DayShift>> hours_of(const std::string& text);
/// One line a way: what a form was made from.
std::string text_of_ways(const std::vector<ContactWay>& ways);

/// As the clocks go by them: one message 1:1 for whom no contact names.
std::vector<ContactWay> ways_in_force(const ClockRules& rules, const std::string& person);
/// Clocks of hours that somebody set themselves: the zone of their contact, else of a roster of theirs.
Zone zone_of_person(const ClockRules& rules, const std::string& person);

struct WayOrder {
  enum class Verb { add, remove, up, reset } verb = Verb::add;
  std::string seen;  // the ways as the form showed them
  std::size_t place = 0;
  std::string by, to, hours, wait;  // add: as typed; `by` "webhook:NAME" names one, `wait` is in minutes
};
struct WaysWorld {
  std::string me;
  std::vector<ContactWay> ways;  // in force
  std::vector<DutyPerson> people;
  const ClockRules* files = nullptr;
};
/// `field`: by, to, hours, wait; empty: the list as a whole. `why`: a word of the pages, "ways.fault_<why>".
struct WayFault {
  std::string field, why;
  bool operator==(const WayFault&) const = default;
};
struct WaysChange {
  std::vector<ContactWay> ways;  // of their own from now on; none: those of the files
  std::string detail;            // for the audit
  std::vector<WayFault> faults;
};
constexpr std::size_t most_ways = 9;
WaysChange change_ways(const WaysWorld& world, const WayOrder& order);
