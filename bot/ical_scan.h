#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "bot/result.h"

/// What a stranger's iCalendar (RFC 5545) may be: read line by line within bounds and written anew with what
/// a roster needs, before any library sees it. Pure.

/// Something that stands in a calendar and is not taken.
struct IcalProblem {
  int line = 0;      // of the text as it came, from 1
  std::string why;   // person | several | rule | long | time | zone | endless | range | crowd
  std::string what;  // the summary, or what was found
  bool operator==(const IcalProblem&) const = default;
};
struct IcalScan {
  std::string text;        // one VCALENDAR of VTIMEZONE and VEVENT without parts, unfolded; scanning it again
                           // gives it again
  std::vector<int> lines;  // where each of its events began
  std::vector<IcalProblem> problems;
};

inline constexpr std::size_t ical_most_bytes = 1024 * 1024;
inline constexpr std::size_t ical_most_events = 3000;
/// bad_input, with its line: no calendar, too large, nested deeper than calendars are, a zone whose rules are
/// none. Events with rules by the hour or the second are left out and noted: no shift is meant by them.
Result<IcalScan> scan_ical(std::string_view text);
