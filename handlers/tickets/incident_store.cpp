#include "handlers/tickets/incident_store.h"

#include "handlers/tickets/ticket_rows.h"
#include "handlers/tickets/ticket_store.h"

namespace {

// Ticket by ticket: a join would be planned from what is known of incidents, which is nothing before the
// first one, and could read all tickets.
constexpr const char* among_sql = R"(
SELECT parent FROM (
  SELECT parent FROM incident WHERE parent = ANY($1::bigint[])
  UNION ALL SELECT parent FROM incident WHERE seeds && $1::bigint[]
  UNION ALL SELECT parent FROM incident_ticket WHERE ticket = ANY($1::bigint[]) AND state = 'child') AS found
CROSS JOIN LATERAL (SELECT state FROM ticket WHERE number = parent OFFSET 0) AS of_parent
WHERE of_parent.state NOT IN ('resolved', 'closed', 'cancelled')
ORDER BY parent LIMIT 1)";
constexpr const char* propose_sql =
    "INSERT INTO incident (parent, proposed_at, seeds) VALUES ($1::bigint, to_timestamp($2::bigint / "
    "1000.0), '{}') ON CONFLICT DO NOTHING RETURNING parent";
constexpr const char* seeds_sql =
    "UPDATE incident SET seeds = seeds || $2::bigint[] WHERE parent = $1::bigint";
constexpr const char* tell_sql =
    "UPDATE incident SET told_groups = array_append(told_groups, $2) WHERE parent = $1::bigint "
    "AND NOT $2 = ANY(told_groups)";
constexpr const char* link_sql = R"(
INSERT INTO incident_ticket (ticket, parent, state)
SELECT ticket, parent, state FROM unnest($1::bigint[], $2::bigint[], $3::text[]) AS l(ticket, parent, state)
ON CONFLICT (ticket) DO UPDATE
SET parent = CASE excluded.state WHEN 'child' THEN excluded.parent ELSE incident_ticket.parent END, state = excluded.state)";
constexpr const char* children_sql =
    "SELECT ticket FROM incident_ticket WHERE parent = $1::bigint AND state = 'child' ORDER BY ticket";
// Asked when somebody puts an incident together: what was reported since its parent, by the primary key.
constexpr const char* alike_of_sql = R"(
SELECT number AS ticket FROM ticket
WHERE number > $1::bigint AND state IN ('draft', 'new', 'accepted', 'waiting', 'transferred', 'reopened')
  AND body ->> 'incident' = ($1::bigint)::text AND NOT body ? 'parent'
UNION
SELECT s FROM incident, unnest(seeds) AS s JOIN ticket ON number = s
WHERE parent = $1::bigint AND s <> $1::bigint AND NOT body ? 'parent'
  AND state IN ('draft', 'new', 'accepted', 'waiting', 'transferred', 'reopened')
ORDER BY ticket)";

std::vector<Ticket> locked(Transaction& transaction, const char* sql, long long parent) {
  std::vector<long long> numbers;
  for (const auto& row : transaction.run(sql, {std::to_string(parent)}))
    numbers.push_back(row.number("ticket"));
  return load_tickets(transaction, numbers, Lock::for_update);
}

}  // namespace

long long incident_among(Transaction& transaction, const std::vector<long long>& tickets) {
  if (tickets.empty()) return 0;
  const auto rows = transaction.run(among_sql, {numbers_array(tickets)});
  return rows.size() == 0 ? 0 : rows[0].number("parent");
}

bool propose_incident(Transaction& transaction, long long parent, Time now) {
  return transaction
             .run(propose_sql, {std::to_string(parent), std::to_string(now.time_since_epoch().count())})
             .size() != 0;
}

void add_seeds(Transaction& transaction, long long parent, const std::set<long long>& tickets) {
  transaction.run(seeds_sql, {std::to_string(parent), numbers_array({tickets.begin(), tickets.end()})});
}

bool first_to_tell(Transaction& transaction, long long parent, const std::string& chat) {
  return transaction.run(tell_sql, {std::to_string(parent), chat}).affected > 0;
}

void link_tickets(Transaction& transaction, const std::vector<TicketChange>& changes) {
  std::vector<std::string> tickets, parents, states;
  for (const auto& [number, event] : changes) {
    if (event.step != Step::joined && event.step != Step::left) continue;
    tickets.push_back(std::to_string(number));
    parents.push_back(std::to_string(event.parent));
    states.emplace_back(event.step == Step::joined ? "child" : "left");
  }
  if (!tickets.empty())
    transaction.run(link_sql, {text_array(tickets), text_array(parents), text_array(states)});
}

std::vector<Ticket> children_of(Transaction& transaction, long long parent) {
  return locked(transaction, children_sql, parent);
}

std::map<long long, long long> count_children(Transaction& transaction,
                                              const std::vector<long long>& parents) {
  static constexpr const char* sql =
      "SELECT parent, count(*) AS count FROM incident_ticket WHERE parent = ANY($1::bigint[]) AND state = "
      "'child' "
      "GROUP BY parent";
  std::map<long long, long long> counts;
  if (parents.empty()) return counts;
  for (const auto& row : transaction.run(sql, {numbers_array(parents)}))
    counts[row.number("parent")] = row.number("count");
  return counts;
}

std::map<long long, long long> children_among(Transaction& transaction, const std::vector<Ticket>& tickets) {
  std::vector<long long> numbers;
  for (const auto& ticket : tickets) numbers.push_back(ticket.number);
  return count_children(transaction, numbers);
}

std::vector<Ticket> alike_of(Transaction& transaction, long long parent) {
  return locked(transaction, alike_of_sql, parent);
}
