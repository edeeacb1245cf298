#pragma once
#include <string>
#include <vector>

#include "bot/duty.h"
#include "handlers/sla/duty_people.h"
#include "handlers/sla/ical_reader.h"

/// Who is on duty by a calendar. Pure.

struct CalendarOverlap {
  Time from{}, to{};
  std::string kept, left;  // user ids: the shift that begins later is kept
  bool operator==(const CalendarOverlap&) const = default;
};
struct CalendarRoster {
  std::vector<DutySpan> spans;  // in order, without overlaps
  std::vector<IcalProblem> problems;
  std::vector<CalendarOverlap> overlaps;
};
/// X-DUTYDESK-PERSON says who it is; else the attendee, by mail or name; else the name in the summary; else
/// the organizer. Whoever cannot be matched is a problem, with the line.
CalendarRoster roster_of_events(const IcalEvents& events, const std::vector<DutyPerson>& people);
/// The whole way of a calendar's text; bad_input where it is none.
Result<CalendarRoster> read_calendar(const std::string& text, const Zone& zone,
                                     const std::vector<DutyPerson>& people, Time now);
/// What of [from, to) nobody has.
std::vector<DutyShift> duty_gaps(const Roster& roster, Time from, Time to);

struct DutyDifference {
  Time from{}, to{};
  std::string before, after;  // empty: nobody
  bool operator==(const DutyDifference&) const = default;
};
/// Where another roster would have somebody else.
std::vector<DutyDifference> duty_differences(const Roster& before, const Roster& after, Time from, Time to);
