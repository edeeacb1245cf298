#include "handlers/tickets/load_store.h"

#include <algorithm>

#include "handlers/tickets/incident_store.h"
#include "handlers/tickets/ticket_rows.h"

namespace {

constexpr const char* load_sql = R"(
SELECT p.person, o.low, o.medium, o.high, o.urgent, coalesce((extract(epoch FROM g.at) * 1000)::bigint, 0) AS given_at
FROM unnest($1::text[]) AS p(person)
CROSS JOIN LATERAL (
  SELECT count(*) FILTER (WHERE severity = 'low') AS low,
    count(*) FILTER (WHERE severity NOT IN ('low', 'high', 'urgent')) AS medium,
    count(*) FILTER (WHERE severity = 'high') AS high, count(*) FILTER (WHERE severity = 'urgent') AS urgent
  FROM ticket
  WHERE assignee = p.person AND assignee <> '' AND state NOT IN ('resolved', 'closed', 'cancelled'))";
constexpr const char* load_end_sql = ") AS o LEFT JOIN ticket_given AS g ON g.person = p.person";
constexpr const char* given_sql = R"(
INSERT INTO ticket_given (person, at)
SELECT person, to_timestamp(max(at) / 1000.0) FROM unnest($1::text[], $2::bigint[]) AS g(person, at)
GROUP BY person ORDER BY person
ON CONFLICT (person) DO UPDATE SET at = greatest(ticket_given.at, excluded.at))";
// A draft is opened before it is sent: people are given what they have to finish it.
constexpr const char* waiting_sql = R"(
SELECT number, (extract(epoch FROM now()) * 1000)::bigint AS now FROM ticket
WHERE seen_by_team AND state = 'new' AND assignee = '' AND created_at <= now() - $1::int * interval '1 second'
  AND number <> ALL($2::bigint[])
  AND NOT EXISTS (SELECT 1 FROM ticket_event AS e WHERE e.ticket = ticket.number AND e.step = 'submitted'
                    AND e.at > now() - $1::int * interval '1 second'))";
constexpr const char* waiting_end_sql = R"(
ORDER BY (CASE severity WHEN 'urgent' THEN 1 WHEN 'high' THEN 2 WHEN 'medium' THEN 3 ELSE 4 END), created_at, number
LIMIT 1 FOR UPDATE OF ticket SKIP LOCKED)";

}  // namespace

void read_loads(Transaction& transaction, std::vector<DutyHand>& hands) {
  if (hands.empty()) return;
  static const auto sql = std::string(load_sql) + not_at_parent_sql + load_end_sql;
  std::vector<std::string> persons;
  for (const auto& hand : hands) persons.push_back(hand.person);
  for (const auto& row : transaction.run(sql, {text_array(persons)})) {
    const auto found = std::find_if(hands.begin(), hands.end(),
                                    [&](const DutyHand& hand) { return hand.person == row.text("person"); });
    if (found == hands.end()) continue;
    std::size_t i = 0;
    for (const char* severity : {"low", "medium", "high", "urgent"})
      found->open[i++] = static_cast<int>(row.number(severity));
    found->given_at = Time{Millis{row.number("given_at")}};
  }
}

void note_given(Transaction& transaction, const std::vector<TicketChange>& changes) {
  std::vector<std::string> persons, times;
  for (const auto& [number, event] : changes) {
    if (event.step != Step::transferred || event.target.person.empty()) continue;
    persons.push_back(event.target.person);
    times.push_back(millis(event.at));
  }
  if (!persons.empty()) transaction.run(given_sql, {text_array(persons), text_array(times)});
}

WaitingTicket hold_waiting(Transaction& transaction, Seconds after, const std::vector<long long>& skipped) {
  static const auto sql = std::string(waiting_sql) + not_at_parent_sql + waiting_end_sql;
  const auto rows = transaction.run(sql, {std::to_string(after.count()), numbers_array(skipped)});
  if (rows.size() == 0) return {};
  return {rows[0].number("number"), Time{Millis{rows[0].number("now")}}};
}
