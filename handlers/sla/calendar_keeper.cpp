#include "handlers/sla/calendar_keeper.h"

#include "gateway/crypto.h"
#include "gateway/log.h"
#include "gateway/metrics.h"
#include "handlers/sla/duty_calendar_store.h"
#include "handlers/sla/duty_told.h"

namespace {

constexpr Seconds every_day{86400};
constexpr Seconds again_after_failure{900};  // or sooner, where the calendar is looked at more often

/// A copy of another address, or one that was kept by other rules of reading, is not the one that a server
/// means by "not modified". Count up when scan_ical keeps more than before.
std::string asked_for(const std::string& place) { return sha256_hex("1 " + place); }

/// Reads a text within a transaction, since who is of the desk stands in the database, and keeps it.
Result<Done> take_in(Connection& connection, const CalendarLook& look, const Roster& roster,
                     DutyCalendar calendar, Seconds next) {
  const auto people = connection.transact(
      [&](Transaction& transaction) { return duty_people(transaction, look.team, *look.files, look.now); });
  if (!people) return people.error();
  const auto scan = scan_ical(calendar.text);
  if (!scan) return scan.error();
  auto read = read_calendar(calendar.text, roster.zone, *people, look.now);
  if (!read) return read.error();
  // What was left out of an earlier reading is not in its copy any more.
  for (const auto& problem : calendar.problems)
    if (problem.why == "rule" || problem.why == "long") read->problems.push_back(problem);
  calendar.text = scan->text;
  // Too large to be read from its copy: asked for whole each time.
  if (calendar.text.size() > ical_most_bytes) calendar.marks = {};
  calendar.roster = roster.id;
  return connection.transact([&](Transaction& transaction) {
    keep_calendar(transaction, calendar, *read, next);
    return Done{};
  });
}

/// What has come, or the copy at hand where nothing has changed: days pass and people come, so it is read
/// anew all the same.
Result<Done> take_answer(Connection& connection, const CalendarLook& look, const Roster& roster,
                         CalendarAnswer answer) {
  DutyCalendar calendar;
  if (answer.same) {
    const auto held =
        connection.transact([&](Transaction& transaction) { return duty_calendar(transaction, roster.id); });
    if (!held) return held.error();
    if (*held) calendar = **held;
  }
  if (!answer.same) calendar.text = std::move(answer.text);
  calendar.linked = true;
  calendar.marks = std::move(answer.marks);
  return take_in(connection, look, roster, std::move(calendar), roster.source.refresh);
}

std::vector<Say> stale_says(const Roster& roster, const StaleCalendar& stale, const CalendarLook& look,
                            const std::vector<DutyPerson>& people) {
  Notice notice;
  notice.key = "duty.calendar";
  const auto fault = calendar_fault(stale.fault);
  notice.params = {{"roster", roster.name}, {"why_" + fault.code, "1"}};
  if (!fault.detail.empty()) notice.params["detail"] = fault.detail;
  if (stale.read_at) notice.params["since"] = roster_clock(roster, *stale.read_at);
  if (!look.link.empty()) notice.params["link"] = look.link + "/desk/duty";
  std::vector<Say> says;
  for (const auto& person : people)
    if (person.lead) says.push_back({{To::Kind::person, {}, person.userid}, notice, 0, false});
  return says;
}

/// Tells the leads, once until it is read again.
int tell_if_stale(Connection& connection, const CalendarLook& look, const Roster& roster) {
  if (look.origin.directory == nullptr) return 0;
  const auto told = connection.transact([&](Transaction& transaction) {
    const auto stale = claim_stale(transaction, roster.id, roster.source.stale);
    if (!stale) return 0;
    const auto people = duty_people(transaction, look.team, *look.files, look.now);
    auto drafts = route(look.origin, stale_says(roster, *stale, look, people));
    for (auto& draft : drafts) draft.lane = Lane::duty;
    if (!drafts.empty()) enqueue(transaction, drafts);
    return static_cast<int>(drafts.size());
  });
  if (!told) log_warn("duty_calendar_failed", {{"roster", roster.id}, {"error", told.error().text}});
  return told ? *told : 0;
}

void alarm_if_stale(Connection& connection, const CalendarLook& look, const Roster& roster) {
  const auto calendar =
      connection.transact([&](Transaction& transaction) { return duty_calendar(transaction, roster.id); });
  if (!calendar || !*calendar) return;
  const auto& at = (*calendar)->fetched_at;
  const auto age = at ? std::chrono::duration_cast<Seconds>(look.now - *at) : Seconds{0};
  if (at)
    gauge("dutydesk_duty_calendar_age_seconds", static_cast<double>(age.count()), {{"roster", roster.id}});
  if (!at || age > roster.source.stale)
    log_alarm("duty_calendar_stale", {{"roster", roster.id},
                                      {"age_seconds", at ? std::to_string(age.count()) : "never read"},
                                      {"fault", (*calendar)->fault}});
}

void note_fault(Connection& connection, const Roster& roster, const std::string& fault, bool unreadable) {
  log_warn("duty_calendar_failed", {{"roster", roster.id}, {"error", fault}});
  const auto noted = connection.transact([&](Transaction& transaction) {
    note_calendar_fault(transaction, roster.id,
                        {fault, std::min(roster.source.refresh, again_after_failure), unreadable});
    return Done{};
  });
  if (!noted) log_warn("duty_calendar_failed", {{"roster", roster.id}, {"error", noted.error().text}});
}

void look_at_link(Connection& connection, const CalendarLook& look, const Roster& roster,
                  const CalendarMarks& known, CalendarLooked& looked) {
  auto answer = look.fetch(roster.source.place, known);
  if (look.stop.stop_requested()) {
    const auto left = connection.transact([&](Transaction& transaction) {
      leave_link(transaction, roster.id);
      return Done{};
    });
    if (!left) log_warn("duty_calendar_failed", {{"roster", roster.id}, {"error", left.error().text}});
    return;
  }
  const bool came = static_cast<bool>(answer);
  const auto taken =
      came ? take_answer(connection, look, roster, *std::move(answer)) : Result<Done>(answer.error());
  count("dutydesk_duty_calendar_looks_total", {{"outcome", taken ? "read" : "failed"}});
  ++(taken ? looked.read : looked.failed);
  if (!taken) note_fault(connection, roster, taken.error().text, came);
  if (!taken) looked.told += tell_if_stale(connection, look, roster);
  alarm_if_stale(connection, look, roster);
}

}  // namespace

CalendarLooked look_at_calendars(Connection& connection, const CalendarLook& look) {
  CalendarLooked looked;
  for (const auto& roster : look.files->rosters) {
    if (roster.source.place.empty()) continue;
    if (look.stop.stop_requested()) return looked;
    const auto known = connection.transact([&](Transaction& transaction) {
      return claim_link(transaction, roster.id, asked_for(roster.source.place), roster.source.refresh);
    });
    if (known && *known) look_at_link(connection, look, roster, **known, looked);
  }
  if (look.files->rosters.empty()) return looked;
  const auto uploads =
      connection.transact([](Transaction& transaction) { return claim_uploads(transaction); });
  if (!uploads) return looked;
  for (const auto& calendar : *uploads)
    if (const auto* roster = look.files->roster(calendar.roster);
        roster != nullptr && roster->source.place.empty())
      ++(take_in(connection, look, *roster, calendar, every_day) ? looked.read : looked.failed);
  return looked;
}
