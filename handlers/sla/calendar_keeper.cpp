#include "handlers/sla/calendar_keeper.h"

#include <fstream>

#include "gateway/delivery/http_client.h"
#include "gateway/log.h"
#include "gateway/metrics.h"
#include "handlers/sla/duty_calendar_store.h"

namespace {

constexpr Millis fetch_deadline{5000};

/// Reads a text within a transaction, since who is of the desk stands in the database, and keeps it.
Result<Done> take_in(Connection& connection, const CalendarLook& look, const Roster& roster,
                     DutyCalendar calendar) {
  const auto people = connection.transact(
      [&](Transaction& transaction) { return duty_people(transaction, look.team, *look.files, look.now); });
  if (!people) return people.error();
  const auto scan = scan_ical(calendar.text);
  if (!scan) return scan.error();
  auto read = read_calendar(calendar.text, roster.zone, *people, look.now);
  if (!read) return read.error();
  // What was left out of an upload is not in its copy any more.
  for (const auto& problem : calendar.problems)
    if (problem.why == "rule" || problem.why == "long") read->problems.push_back(problem);
  calendar.text = scan->text;
  calendar.roster = roster.id;
  return connection.transact([&](Transaction& transaction) {
    keep_calendar(transaction, calendar, *read);
    return Done{};
  });
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

/// False: it could not be read, which is written down.
bool look_at_link(Connection& connection, const CalendarLook& look, const Roster& roster) {
  auto text = look.fetch(roster.source.place);
  DutyCalendar calendar;
  calendar.linked = true;
  if (text) calendar.text = *std::move(text);
  const auto taken =
      text ? take_in(connection, look, roster, std::move(calendar)) : Result<Done>(text.error());
  if (taken) return true;
  log_warn("duty_calendar_failed", {{"roster", roster.id}, {"error", taken.error().text}});
  const auto noted = connection.transact([&](Transaction& transaction) {
    note_calendar_fault(transaction, roster.id, taken.error().text);
    return Done{};
  });
  if (!noted) log_warn("duty_calendar_failed", {{"roster", roster.id}, {"error", noted.error().text}});
  return false;
}

}  // namespace

CalendarLooked look_at_calendars(Connection& connection, const CalendarLook& look) {
  CalendarLooked looked;
  for (const auto& roster : look.files->rosters) {
    if (roster.source.place.empty()) continue;
    const auto ours = connection.transact(
        [&](Transaction& transaction) { return claim_link(transaction, roster.id, roster.source.refresh); });
    if (!ours || !*ours) continue;
    ++(look_at_link(connection, look, roster) ? looked.read : looked.failed);
    alarm_if_stale(connection, look, roster);
  }
  if (look.files->rosters.empty()) return looked;
  const auto uploads =
      connection.transact([](Transaction& transaction) { return claim_uploads(transaction); });
  if (!uploads) return looked;
  for (const auto& calendar : *uploads)
    if (const auto* roster = look.files->roster(calendar.roster);
        roster != nullptr && roster->source.place.empty())
      ++(take_in(connection, look, *roster, calendar) ? looked.read : looked.failed);
  return looked;
}

struct CalendarFetcher::Body {
  std::string folder;
  std::unique_ptr<HttpClient> http;
};

CalendarFetcher::CalendarFetcher(std::string folder) : body_(std::make_unique<Body>()) {
  body_->folder = std::move(folder);
}
CalendarFetcher::~CalendarFetcher() = default;

bool is_address(const std::string& place) { return place.find("://") != std::string::npos; }

Result<std::string> CalendarFetcher::fetch(const std::string& place) {
  if (!is_address(place)) {
    std::ifstream file(place.starts_with("/") ? place : body_->folder + "/" + place, std::ios::binary);
    if (!file) return Error{Kind::not_found, "cannot read the file"};
    std::string text(ical_most_bytes + 1, '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(file.gcount()));
    return text;
  }
  if (!body_->http) body_->http = std::make_unique<HttpClient>(ical_most_bytes);
  HttpRequest request;
  request.url = place;
  request.headers = {{"accept", "text/calendar"}};
  auto answer = body_->http->send(request, fetch_deadline);
  if (!answer) return answer.error();
  if (answer->status != 200) return Error{Kind::try_later, "status " + std::to_string(answer->status)};
  return std::move(answer->body);
}
