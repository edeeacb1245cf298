#pragma once
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "gateway/store/database.h"
#include "handlers/intake/route.h"
#include "handlers/sla/calendar_fetcher.h"
#include "handlers/tickets/notices.h"
#include "templates/clock_rules.h"

/// Looks at the calendars that rosters come from, each at its own pace, one gateway at a time; the last copy
/// that could be read stays until another can be. The leads hear once of one that was not read for too long.

struct CalendarLook {
  const ClockRules* files = nullptr;
  std::vector<TeamMember> team;
  Time now{};
  /// What is behind a roster's place; outside of any transaction.
  std::function<Result<CalendarAnswer>(const std::string& place, const CalendarMarks& known)> fetch;
  TurnOrigin origin;     // of words to the leads; without a directory nobody hears
  std::string link;      // "https://desk.example.com"; empty: notices name no page
  std::stop_token stop;  // what is in hand then is left to whoever comes next
};
struct CalendarLooked {
  int read = 0, failed = 0, told = 0;
};
CalendarLooked look_at_calendars(Connection& connection, const CalendarLook& look);
