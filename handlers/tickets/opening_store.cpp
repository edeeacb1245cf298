/// New tickets: their numbers, what open tickets they are like, their rows.
#include <algorithm>
#include <map>
#include <set>

#include "handlers/tickets/ticket_rows.h"
#include "handlers/tickets/ticket_store.h"

namespace {

// Numbers, and in the same statement what the new tickets may be like: of their systems the newest of each
// severity, and what waits for somebody, drafts too. Both walk an index that is there for lists; at most 40
// rows are opened.
constexpr const char* numbers_sql = R"(
SELECT nextval('ticket_number') AS number, NULL AS system, NULL AS title, NULL AS error, NULL AS operation, NULL AS place,
       NULL AS parent, NULL::bigint AS incident, 0::bigint AS at
FROM generate_series(1, $1::int)
UNION ALL
SELECT t.number, t.system, t.body ->> 'title', t.body #>> '{fields,error}', t.body #>> '{fields,operation}',
       CASE WHEN t.body ? 'incident' THEN t.body #>> '{origin,0}' || '/' || (t.body #>> '{origin,1}') END,
       t.body ->> 'parent',
       (SELECT p.number FROM ticket AS p WHERE p.number = coalesce(seed.incident, (t.body ->> 'incident')::bigint)
        AND p.state NOT IN ('resolved', 'closed', 'cancelled')),
       (extract(epoch FROM t.created_at) * 1000)::bigint
FROM (
  SELECT number FROM (
    SELECT o.* FROM generate_series(1, 4) AS r(rank) CROSS JOIN LATERAL (
      SELECT number, system FROM ticket
      WHERE seen_by_team AND state IN ('draft', 'new', 'accepted', 'waiting', 'transferred', 'reopened')
        AND (CASE severity WHEN 'urgent' THEN 1 WHEN 'high' THEN 2 WHEN 'medium' THEN 3 ELSE 4 END) = r.rank
        AND created_at > to_timestamp($4::bigint / 1000.0)
      ORDER BY created_at DESC LIMIT 40) AS o
    UNION ALL
    (SELECT number, system FROM ticket
     WHERE state IN ('draft', 'new', 'transferred', 'reopened') AND created_at > to_timestamp($3::bigint / 1000.0)
     ORDER BY created_at DESC LIMIT 40)) AS newest
  WHERE system = ANY($2::text[]) GROUP BY number ORDER BY number DESC LIMIT 40) AS near
JOIN ticket AS t USING (number)
LEFT JOIN (SELECT DISTINCT ON (seed) seed, parent AS incident FROM incident, unnest(seeds) AS seed
           WHERE proposed_at > to_timestamp($4::bigint / 1000.0)) AS seed ON seed.seed = t.number)";

constexpr auto waiting_counts = std::chrono::hours{1};  // drafts from before have surfaced by then
constexpr auto alike_counts = std::chrono::hours{24};
constexpr std::size_t kept_alike = 5;  // in the ticket, for people to read

constexpr const char* open_sql = R"(
INSERT INTO ticket (number, state, seen_by_team, reporter, assignee, holder, severity, system, category, created_at, updated_at,
                    version, body, source_inbox_id)
SELECT number, state, seen, reporter, assignee, holder, severity, system, category, to_timestamp(created_at / 1000.0),
       to_timestamp(updated_at / 1000.0), version, body, nullif(inbox, 0)
FROM unnest($1::bigint[], $2::text[], $3::bool[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
            $10::bigint[], $11::bigint[], $12::int[], $13::jsonb[], $14::bigint[])
  AS r(number, state, seen, reporter, assignee, holder, severity, system, category, created_at, updated_at, version, body, inbox)
ON CONFLICT (source_inbox_id) DO NOTHING RETURNING number)";

// The events are the audit of tickets: the sealer takes them into its chain as they stand.
constexpr const char* log_sql = R"(
INSERT INTO ticket_event (ticket, seq, at, step, by_person, role, body)
SELECT number, seq, to_timestamp(at / 1000.0), step, by_person, role, body
FROM unnest($1::bigint[], $2::int[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::jsonb[])
  AS e(number, seq, at, step, by_person, role, body))";

constexpr const char* opened_by_sql =
    "SELECT number, source_inbox_id FROM ticket WHERE source_inbox_id = ANY($1::bigint[])";

Sighting sighting_of(const Row& row) {
  Sighting seen;
  seen.number = row.number("number");
  seen.system = row.text("system");
  seen.title = row.text("title");
  seen.error = row.text("error");
  seen.operation = row.text("operation");
  seen.place = row.text("place");
  seen.parent = row.number("parent");
  seen.incident = row.number("incident");
  seen.at = Time{Millis{row.number("at")}};
  return seen;
}

Sighting sighting_of(const TicketEvent& event, long long number) {
  const auto field = [&](const char* name) {
    const auto found = event.fields.find(name);
    return found == event.fields.end() ? std::string() : found->second;
  };
  Sighting seen;
  seen.number = number;
  seen.system = event.system;
  seen.title = event.title;
  seen.error = field("error");
  seen.operation = field("operation");
  seen.place = event.origin.account + "/" + event.origin.id;
  seen.at = event.at;
  return seen;
}

/// What it is like stands in the event that opens it; whoever is like a ticket of an incident is like the
/// incident.
void write_down(NewTicket& ticket) {
  for (const auto& other : ticket.alike) {
    auto& event = ticket.event;
    if (event.incident == 0) event.incident = other.parent != 0 ? other.parent : other.incident;
    if (&other - ticket.alike.data() < static_cast<std::ptrdiff_t>(kept_alike))
      event.alike += (event.alike.empty() ? "" : ",") + std::to_string(other.number);
  }
}

/// Tickets of one batch see each other too: in a burst they come together.
std::vector<long long> new_numbers(Transaction& transaction, std::vector<NewTicket>& tickets) {
  std::set<std::string> systems;
  Time first = Time::max();
  for (const auto& ticket : tickets) {
    systems.insert(ticket.event.system);
    first = std::min(first, ticket.event.at);
  }
  std::vector<long long> numbers;
  Sightings seen;
  for (const auto& row : transaction.run(
           numbers_sql, {std::to_string(tickets.size()), text_array({systems.begin(), systems.end()}),
                         millis(first - waiting_counts), millis(first - alike_counts)})) {
    if (row.number("at") == 0)
      numbers.push_back(row.number("number"));
    else
      seen.add(sighting_of(row));
  }
  for (std::size_t i = 0; i < tickets.size(); ++i) {
    auto own = sighting_of(tickets[i].event, numbers[i]);
    tickets[i].alike = seen.alike_to(own);
    write_down(tickets[i]);
    own.incident = tickets[i].event.incident;
    seen.add(std::move(own));
  }
  return numbers;
}

void log_opening(Transaction& transaction, const std::vector<NewTicket>& tickets,
                 const std::vector<long long>& numbers) {
  Columns events(7);
  for (std::size_t i = 0; i < tickets.size(); ++i) {
    if (numbers[i] == 0) continue;
    int seq = 1;
    events.add(row_of(numbers[i], seq, tickets[i].event));
    for (const auto& event : tickets[i].more) events.add(row_of(numbers[i], ++seq, event));
  }
  transaction.run(log_sql, events.args());
}

/// Numbers of tickets that their messages opened earlier.
void fill_known(Transaction& transaction, const std::vector<NewTicket>& tickets,
                std::vector<long long>& numbers) {
  std::vector<long long> inbox;
  for (std::size_t i = 0; i < tickets.size(); ++i)
    if (numbers[i] == 0) inbox.push_back(tickets[i].source_inbox_id);
  if (inbox.empty()) return;
  std::map<long long, long long> known;
  for (const auto& row : transaction.run(opened_by_sql, {numbers_array(inbox)}))
    known[row.number("source_inbox_id")] = row.number("number");
  for (std::size_t i = 0; i < tickets.size(); ++i)
    if (numbers[i] == 0) numbers[i] = known.at(tickets[i].source_inbox_id);
}

}  // namespace

// Numbers first: a statement that makes them joins ticket and event by place, many times slower.
std::vector<long long> open_tickets(Transaction& transaction, std::vector<NewTicket> tickets,
                                    std::vector<NewTicket>* as_opened) {
  if (tickets.empty()) return {};
  auto numbers = new_numbers(transaction, tickets);
  Columns rows(14);
  for (std::size_t i = 0; i < tickets.size(); ++i) {
    auto row = row_of(opened(tickets[i], numbers[i]));
    row.push_back(std::to_string(tickets[i].source_inbox_id));
    rows.add(row);
  }
  std::set<long long> made;
  for (const auto& row : transaction.run(open_sql, rows.args())) made.insert(row.number("number"));
  for (auto& number : numbers)
    if (!made.contains(number)) number = 0;
  log_opening(transaction, tickets, numbers);
  fill_known(transaction, tickets, numbers);
  if (as_opened != nullptr) *as_opened = std::move(tickets);
  return numbers;
}
