#pragma once
#include <memory>
#include <stop_token>
#include <string>

#include "bot/result.h"

/// Reads calendars where they are: at an address, or in a file.

/// What its server called the copy that we have; empty: none.
struct CalendarMarks {
  std::string etag, modified;
  bool operator==(const CalendarMarks&) const = default;
};
struct CalendarAnswer {
  bool same = false;  // nothing has changed since; no text
  std::string text;
  CalendarMarks marks;
};

/// By HTTP within 10 seconds and 1 MB, no redirect followed, else a file of `folder`. The HTTP client is made
/// when it is first needed. One thread.
class CalendarFetcher {
 public:
  explicit CalendarFetcher(std::string folder);
  ~CalendarFetcher();
  /// The error's text is a fault as calendar_fault reads it, without the address: that may carry a secret.
  /// Ends early when `stop` asks for it.
  Result<CalendarAnswer> fetch(const std::string& place, const CalendarMarks& known = {},
                               const std::stop_token& stop = {});

 private:
  struct Body;
  std::unique_ptr<Body> body_;
};
/// True: the place is an address, not a file.
bool is_address(const std::string& place);

struct CalendarFault {
  /// status (of HTTP) | late | unreached | broken | large | address | file | line (of the text) | other
  std::string code;
  std::string detail;  // digits
};
/// Of what was noted of a look that failed.
CalendarFault calendar_fault(const std::string& fault);
