#include "handlers/sla/duty_calendar_store.h"

#include <nlohmann/json.hpp>

using nlohmann::json;

namespace {

constexpr std::size_t most_listed = 200;

constexpr const char* spans_sql = R"(
SELECT s.roster, c.way, s.person, (extract(epoch FROM s.from_at) * 1000)::bigint AS from_at,
  (extract(epoch FROM s.to_at) * 1000)::bigint AS to_at
FROM duty_span s JOIN duty_calendar c USING (roster)
WHERE s.to_at > to_timestamp($1::bigint / 1000.0) - interval '62 days' ORDER BY s.roster, s.from_at)";
constexpr const char* columns =
    "roster, way, text, made_by, fault, report, coalesce((extract(epoch FROM fetched_at) * 1000)::bigint, 0) "
    "AS "
    "fetched_at";
constexpr const char* claim_sql = R"(
INSERT INTO duty_calendar AS held (roster, way, asked, looked_at, next_at)
VALUES ($1, 'link', $2, now(), now() + interval '1 minute')
ON CONFLICT (roster) DO UPDATE SET way = 'link', asked = excluded.asked, looked_at = now(), next_at = excluded.next_at,
  etag = CASE WHEN held.asked = excluded.asked AND held.way = 'link' THEN held.etag ELSE '' END,
  modified = CASE WHEN held.asked = excluded.asked AND held.way = 'link' THEN held.modified ELSE '' END
WHERE held.next_at <= now() OR held.way <> 'link' OR held.next_at > now() + $3::int * interval '1 second'
  OR (held.asked <> excluded.asked AND coalesce(held.looked_at, held.next_at) <= now() - interval '1 minute')
RETURNING etag, modified)";
constexpr const char* keep_sql = R"(
INSERT INTO duty_calendar (roster, way, text, made_by, fetched_at, next_at, fault, report, etag, modified)
VALUES ($1, $2, $3, $4, now(), now() + $6::int * interval '1 second', '', $5, $7, $8)
ON CONFLICT (roster) DO UPDATE SET way = excluded.way, made_by = excluded.made_by,
  text = CASE WHEN duty_calendar.text = excluded.text THEN duty_calendar.text ELSE excluded.text END,
  fetched_at = CASE WHEN excluded.way = 'upload' AND duty_calendar.text = excluded.text THEN duty_calendar.fetched_at
                    ELSE excluded.fetched_at END,
  next_at = excluded.next_at, fault = '', failing_since = NULL, told_at = NULL, report = excluded.report,
  etag = excluded.etag, modified = excluded.modified)";
constexpr const char* fault_sql = R"(
UPDATE duty_calendar SET fault = $2, failing_since = coalesce(failing_since, now()),
  next_at = now() + $3::int * interval '1 second',
  etag = CASE WHEN $4 THEN '' ELSE etag END, modified = CASE WHEN $4 THEN '' ELSE modified END
WHERE roster = $1)";
constexpr const char* stale_sql = R"(
UPDATE duty_calendar SET told_at = now() WHERE roster = $1 AND told_at IS NULL
  AND coalesce(fetched_at, failing_since) < now() - $2::int * interval '1 second'
RETURNING fault, coalesce((extract(epoch FROM fetched_at) * 1000)::bigint, 0) AS fetched_at)";
constexpr const char* held_sql = R"(
SELECT person, (extract(epoch FROM from_at) * 1000)::bigint AS from_at,
  (extract(epoch FROM to_at) * 1000)::bigint AS to_at FROM duty_span WHERE roster = $1 ORDER BY from_at)";
constexpr const char* add_spans_sql = R"(
INSERT INTO duty_span (roster, from_at, to_at, person)
SELECT $1, to_timestamp(f / 1000.0), to_timestamp(t / 1000.0), p
FROM unnest($2::bigint[], $3::bigint[], $4::text[]) AS s (f, t, p))";

Time at(const Row& row, const char* column) { return Time{Millis{row.number(column)}}; }
long long millis_since(Time time) { return time.time_since_epoch().count(); }

json report_of(const CalendarRoster& read) {
  auto problems = json::array(), overlaps = json::array();
  for (const auto& one : read.problems)
    if (problems.size() < most_listed) problems.push_back({one.line, one.why, one.what});
  for (const auto& one : read.overlaps)
    if (overlaps.size() < most_listed)
      overlaps.push_back({millis_since(one.from), millis_since(one.to), one.kept, one.left});
  return {{"problems", problems}, {"overlaps", overlaps}};
}

DutyCalendar calendar_of(const Row& row) {
  DutyCalendar found;
  found.roster = row.text("roster");
  found.linked = row.text("way") == "link";
  found.text = row.text("text");
  found.made_by = row.text("made_by");
  found.fault = row.text("fault");
  if (row.number("fetched_at") != 0) found.fetched_at = at(row, "fetched_at");
  const auto report = json::parse(row.text("report"), nullptr, false);
  if (!report.is_object()) return found;
  for (const auto& one : report.value("problems", json::array()))
    found.problems.push_back(
        {one.at(0).get<int>(), one.at(1).get<std::string>(), one.at(2).get<std::string>()});
  for (const auto& one : report.value("overlaps", json::array()))
    found.overlaps.push_back({Time{Millis{one.at(0).get<long long>()}},
                              Time{Millis{one.at(1).get<long long>()}}, one.at(2).get<std::string>(),
                              one.at(3).get<std::string>()});
  return found;
}

std::vector<DutySpan> held_spans(Transaction& transaction, const std::string& roster) {
  std::vector<DutySpan> spans;
  for (const auto& row : transaction.run(held_sql, {roster}))
    spans.push_back({at(row, "from_at"), at(row, "to_at"), row.text("person")});
  return spans;
}

}  // namespace

std::map<std::string, StoredSpans> calendar_spans(Transaction& transaction, Time now) {
  std::map<std::string, StoredSpans> found;
  for (const auto& row : transaction.run(spans_sql, {std::to_string(millis_since(now))})) {
    auto& one = found[row.text("roster")];
    one.linked = row.text("way") == "link";
    one.spans.push_back({at(row, "from_at"), at(row, "to_at"), row.text("person")});
  }
  return found;
}

std::optional<DutyCalendar> duty_calendar(Transaction& transaction, const std::string& roster) {
  static const std::string sql = std::string("SELECT ") + columns + " FROM duty_calendar WHERE roster = $1";
  const auto rows = transaction.run(sql, {roster});
  if (rows.empty()) return std::nullopt;
  return calendar_of(rows[0]);
}

std::optional<CalendarMarks> claim_link(Transaction& transaction, const std::string& roster,
                                        const std::string& asked, Seconds refresh) {
  const auto rows = transaction.run(claim_sql, {roster, asked, std::to_string(refresh.count())});
  if (rows.empty()) return std::nullopt;
  return CalendarMarks{rows[0].text("etag"), rows[0].text("modified")};
}

void leave_link(Transaction& transaction, const std::string& roster) {
  transaction.run("UPDATE duty_calendar SET next_at = now() WHERE roster = $1", {roster});
}

std::vector<DutyCalendar> claim_uploads(Transaction& transaction) {
  static const std::string sql =
      std::string(
          "UPDATE duty_calendar SET next_at = now() + interval '1 day' WHERE way = 'upload' AND next_at <= "
          "now() RETURNING ") +
      columns;
  std::vector<DutyCalendar> found;
  for (const auto& row : transaction.run(sql)) found.push_back(calendar_of(row));
  return found;
}

void keep_calendar(Transaction& transaction, const DutyCalendar& calendar, const CalendarRoster& read,
                   Seconds next) {
  transaction.run(keep_sql,
                  {calendar.roster, calendar.linked ? "link" : "upload", calendar.text, calendar.made_by,
                   report_of(read).dump(-1, ' ', false, json::error_handler_t::replace),
                   std::to_string(next.count()), calendar.marks.etag, calendar.marks.modified});
  if (held_spans(transaction, calendar.roster) == read.spans) return;
  transaction.run("DELETE FROM duty_span WHERE roster = $1", {calendar.roster});
  std::vector<std::string> from, to, people;
  for (const auto& span : read.spans) {
    from.push_back(std::to_string(millis_since(span.from)));
    to.push_back(std::to_string(millis_since(span.to)));
    people.push_back(span.person);
  }
  transaction.run(add_spans_sql, {calendar.roster, text_array(from), text_array(to), text_array(people)});
}

void note_calendar_fault(Transaction& transaction, const std::string& roster, const FailedLook& look) {
  transaction.run(
      fault_sql, {roster, look.fault, std::to_string(look.next.count()), look.unreadable ? "true" : "false"});
}

std::optional<StaleCalendar> claim_stale(Transaction& transaction, const std::string& roster, Seconds stale) {
  const auto rows = transaction.run(stale_sql, {roster, std::to_string(stale.count())});
  if (rows.empty()) return std::nullopt;
  StaleCalendar found{rows[0].text("fault"), {}};
  if (rows[0].number("fetched_at") != 0) found.read_at = at(rows[0], "fetched_at");
  return found;
}

void drop_calendar(Transaction& transaction, const std::string& roster) {
  transaction.run("DELETE FROM duty_span WHERE roster = $1", {roster});
  transaction.run("DELETE FROM duty_calendar WHERE roster = $1", {roster});
}

long long add_calendar_draft(Transaction& transaction, const CalendarDraft& draft) {
  transaction.run("DELETE FROM duty_calendar_draft WHERE made_at < now() - interval '1 hour'");
  return transaction
      .run("INSERT INTO duty_calendar_draft (roster, text, made_by) VALUES ($1, $2, $3) RETURNING id",
           {draft.roster, draft.text, draft.made_by})[0]
      .number("id");
}

std::optional<CalendarDraft> find_calendar_draft(Transaction& transaction, long long id,
                                                 const std::string& made_by) {
  const auto rows = transaction.run(
      "SELECT roster, text, made_by FROM duty_calendar_draft WHERE id = $1::bigint AND made_by = $2",
      {std::to_string(id), made_by});
  if (rows.empty()) return std::nullopt;
  return CalendarDraft{rows[0].text("roster"), rows[0].text("text"), rows[0].text("made_by")};
}

void drop_calendar_draft(Transaction& transaction, long long id) {
  transaction.run("DELETE FROM duty_calendar_draft WHERE id = $1::bigint", {std::to_string(id)});
}
