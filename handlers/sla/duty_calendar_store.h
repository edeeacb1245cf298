#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "gateway/store/database.h"
#include "handlers/sla/calendar_fetcher.h"
#include "handlers/sla/ical_roster.h"

/// Calendars of rosters in the database. Only inside Connection::transact.

struct StoredSpans {
  bool linked = false;
  std::vector<DutySpan> spans;
};
/// Of every roster that has any, in order; those that ended two months ago are left out.
std::map<std::string, StoredSpans> calendar_spans(Transaction& transaction, Time now);

struct DutyCalendar {
  std::string roster;
  bool linked = false;
  std::string text, made_by, fault;
  std::optional<Time> fetched_at;  // when it was last known to be as it is
  CalendarMarks marks;             // of a linked one
  std::vector<IcalProblem> problems;
  std::vector<CalendarOverlap> overlaps;
};
std::optional<DutyCalendar> duty_calendar(Transaction& transaction, const std::string& roster);
/// It is this caller's to look at the link now, for a minute: what the copy is known by, where it came from
/// the address whose digest is `asked`. A link is due when its time has come, and when it has another address
/// or is to be looked at more often.
std::optional<CalendarMarks> claim_link(Transaction& transaction, const std::string& roster,
                                        const std::string& asked, Seconds refresh);
/// Whoever comes next looks at it.
void leave_link(Transaction& transaction, const std::string& roster);
/// Uploaded calendars that were last read a day ago: time moves what is in sight.
std::vector<DutyCalendar> claim_uploads(Transaction& transaction);
/// A copy that could be read, to be looked at again after `next`. Gateways hear of it only where somebody
/// else is on duty than before.
void keep_calendar(Transaction& transaction, const DutyCalendar& calendar, const CalendarRoster& read,
                   Seconds next = Seconds{86400});
struct FailedLook {
  std::string fault;
  Seconds next{};
  bool unreadable = false;  // it came and cannot be read: asked for whole the next time
};
/// The last copy stays.
void note_calendar_fault(Transaction& transaction, const std::string& roster, const FailedLook& look);
struct StaleCalendar {
  std::string fault;
  std::optional<Time> read_at;
};
/// It fails and was not read for longer than `stale`, and this caller is the first to say so since it did.
std::optional<StaleCalendar> claim_stale(Transaction& transaction, const std::string& roster, Seconds stale);
void drop_calendar(Transaction& transaction, const std::string& roster);

struct CalendarDraft {
  std::string roster, text, made_by;
};
/// Returns its number. Drafts of an hour ago are forgotten.
long long add_calendar_draft(Transaction& transaction, const CalendarDraft& draft);
/// Nothing where it is another's or forgotten.
std::optional<CalendarDraft> find_calendar_draft(Transaction& transaction, long long id,
                                                 const std::string& made_by);
void drop_calendar_draft(Transaction& transaction, long long id);
