#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "gateway/store/database.h"
#include "handlers/tickets/notices.h"
#include "templates/clock_rules.h"

/// Looks at the calendars that rosters come from, each at its own pace, one gateway at a time; the last copy
/// that could be read stays until another can be.

struct CalendarLook {
  const ClockRules* files = nullptr;
  std::vector<TeamMember> team;
  Time now{};
  /// The text behind a roster's place; outside of any transaction.
  std::function<Result<std::string>(const std::string& place)> fetch;
};
struct CalendarLooked {
  int read = 0, failed = 0;
};
CalendarLooked look_at_calendars(Connection& connection, const CalendarLook& look);

/// By HTTP within 5 seconds and 1 MB, else a file of `folder`. The HTTP client is made when it is first
/// needed.
class CalendarFetcher {
 public:
  explicit CalendarFetcher(std::string folder);
  ~CalendarFetcher();
  Result<std::string> fetch(const std::string& place);

 private:
  struct Body;
  std::unique_ptr<Body> body_;
};
/// True: the place is an address, not a file.
bool is_address(const std::string& place);
