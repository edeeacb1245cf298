#include "handlers/tickets/ticket_store.h"

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>

#include "handlers/tickets/incident_store.h"
#include "handlers/tickets/load_store.h"
#include "handlers/tickets/ticket_json.h"
#include "handlers/tickets/ticket_rows.h"

namespace {

/// A row that cannot be read stops the transaction: going on would write a wrong fold over it.
template <class Value>
Value readable(Result<Value> read) {
  if (!read) throw std::runtime_error(read.error().text);
  return *std::move(read);
}

std::vector<Ticket> tickets_of(const Rows& rows) {
  std::vector<Ticket> tickets;
  tickets.reserve(rows.size());
  for (const auto& row : rows) {
    tickets.push_back(readable(ticket_from_json(row.text("body"))));
    tickets.back().number = row.number("number");
  }
  return tickets;
}

constexpr const char* load_sql =
    "SELECT number, body FROM ticket WHERE number = ANY($1::bigint[]) ORDER BY number";
// In order of number: two transactions that want the same tickets wait for each other instead of dying.
constexpr const char* load_and_lock_sql =
    "SELECT number, body FROM ticket WHERE number = ANY($1::bigint[]) ORDER BY number FOR UPDATE";
}  // namespace

std::vector<Ticket> load_tickets(Transaction& transaction, const std::vector<long long>& numbers, Lock lock) {
  if (numbers.empty()) return {};
  return tickets_of(
      transaction.run(lock == Lock::for_update ? load_and_lock_sql : load_sql, {numbers_array(numbers)}));
}

namespace {
// 20 a person: more than anybody talks about at once, and a bound for those who never finish.
constexpr const char* of_reporters_sql = R"(
SELECT t.number, t.body
FROM (SELECT DISTINCT unnest($1::text[]) AS person) AS p
CROSS JOIN LATERAL (
  SELECT number, body FROM ticket
  WHERE reporter = p.person AND state NOT IN ('closed', 'cancelled')
    AND (state <> 'resolved' OR updated_at > to_timestamp($2::bigint / 1000.0) - interval '7 days')
  ORDER BY number DESC LIMIT 20) AS t
ORDER BY t.number DESC)";
}  // namespace

std::vector<Ticket> tickets_of_reporters(Transaction& transaction, const std::vector<std::string>& persons,
                                         Time now) {
  if (persons.empty()) return {};
  return tickets_of(transaction.run(of_reporters_sql, {text_array(persons), millis(now)}));
}

namespace {
constexpr const char* append_sql = R"(
WITH logged AS (
  INSERT INTO ticket_event (ticket, seq, at, step, by_person, role, body)
  SELECT number, seq, to_timestamp(at / 1000.0), step, by_person, role, body
  FROM unnest($1::bigint[], $2::int[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::jsonb[])
    AS e(number, seq, at, step, by_person, role, body)
)
UPDATE ticket AS t
SET state = r.state, seen_by_team = r.seen, reporter = r.reporter, assignee = r.assignee, holder = r.holder,
    severity = r.severity, system = r.system, category = r.category, updated_at = to_timestamp(r.updated_at / 1000.0),
    version = r.version, body = r.body
FROM unnest($8::bigint[], $9::text[], $10::bool[], $11::text[], $12::text[], $13::text[], $14::text[], $15::text[],
            $16::text[], $17::bigint[], $18::bigint[], $19::int[], $20::jsonb[])
  AS r(number, state, seen, reporter, assignee, holder, severity, system, category, created_at, updated_at, version, body)
WHERE t.number = r.number)";
}  // namespace

std::vector<Ticket> append_events(Transaction& transaction, const std::vector<TicketChange>& changes) {
  std::set<long long> numbers;
  for (const auto& change : changes) numbers.insert(change.number);
  auto tickets = load_tickets(transaction, {numbers.begin(), numbers.end()}, Lock::for_update);
  if (tickets.empty()) return tickets;
  Columns events(7), rows(13);
  for (const auto& change : changes) {
    const auto found =
        std::lower_bound(tickets.begin(), tickets.end(), change.number,
                         [](const Ticket& ticket, long long number) { return ticket.number < number; });
    if (found == tickets.end() || found->number != change.number) continue;
    *found = applied(std::move(*found), change.event);
    events.add(row_of(change.number, found->version, change.event));
  }
  for (const auto& ticket : tickets) rows.add(row_of(ticket));
  transaction.run(append_sql, joined(events, rows));
  link_tickets(transaction, changes);
  note_given(transaction, changes);
  return tickets;
}

namespace {
constexpr const char* queue_sql = R"(
SELECT number, body FROM ticket
WHERE state IN ('draft', 'new', 'transferred', 'reopened') AND (state <> 'draft' OR seen_by_team))";
constexpr const char* queue_order_sql = R"(
ORDER BY array_position(ARRAY['urgent', 'high', 'medium', 'low'], severity), created_at, number LIMIT $1::int)";
constexpr const char* of_assignee_sql = R"(
SELECT number, body FROM ticket
WHERE assignee = $1 AND assignee <> '' AND state NOT IN ('resolved', 'closed', 'cancelled')
ORDER BY created_at, number LIMIT $2::int)";
constexpr const char* events_sql = "SELECT body FROM ticket_event WHERE ticket = $1::bigint ORDER BY seq";
}  // namespace

std::vector<Ticket> queue_tickets(Transaction& transaction, std::size_t limit) {
  return tickets_of(
      transaction.run(std::string(queue_sql) + not_at_parent_sql + queue_order_sql, {std::to_string(limit)}));
}

std::vector<Ticket> tickets_of_assignee(Transaction& transaction, const std::string& person,
                                        std::size_t limit) {
  return tickets_of(transaction.run(of_assignee_sql, {person, std::to_string(limit)}));
}

std::vector<TicketEvent> ticket_events(Transaction& transaction, long long number) {
  std::vector<TicketEvent> events;
  for (const auto& row : transaction.run(events_sql, {std::to_string(number)}))
    events.push_back(readable(event_from_json(row.text("body"))));
  return events;
}

namespace {
constexpr const char* events_of_many_sql =
    "SELECT ticket, body FROM ticket_event WHERE ticket = ANY($1::bigint[]) ORDER BY ticket, seq";
}  // namespace

std::map<long long, std::vector<TicketEvent>> events_of_tickets(Transaction& transaction,
                                                                const std::vector<long long>& numbers) {
  std::map<long long, std::vector<TicketEvent>> found;
  for (const auto number : numbers) found[number];
  if (found.empty()) return found;
  for (const auto& row : transaction.run(events_of_many_sql, {numbers_array(numbers)}))
    found[row.number("ticket")].push_back(readable(event_from_json(row.text("body"))));
  return found;
}
