#include "handlers/console/list_store.h"

#include <map>
#include <stdexcept>

#include "handlers/console/search_store.h"
#include "handlers/tickets/incident_store.h"
#include "handlers/tickets/ticket_json.h"

namespace {

// As the index ticket_open has them.
constexpr const char* rank_sql =
    "(CASE severity WHEN 'urgent' THEN 1 WHEN 'high' THEN 2 WHEN 'medium' THEN 3 ELSE 4 END)";
constexpr const char* open_states =
    " AND state IN ('draft', 'new', 'accepted', 'waiting', 'transferred', 'reopened')";
constexpr const char* waiting_states = " AND state IN ('draft', 'new', 'transferred', 'reopened')";
constexpr const char* ended_states = " AND state IN ('resolved', 'closed', 'cancelled')";

/// A statement in the making. Conditions are put together as text and not as "$1 = '' OR …": the planner
/// sees which index serves.
struct Query {
  std::string sql;
  std::vector<Arg> args;

  std::string next(const std::string& value) {
    args.emplace_back(value);
    return "$" + std::to_string(args.size());
  }
  void equals(const char* column, const std::string& value) {
    if (!value.empty()) sql += std::string(" AND ") + column + " = " + next(value);
  }
};

bool by_rank(const ListFilter& filter) {
  return filter.view == ListFilter::View::waiting || filter.view == ListFilter::View::open;
}

bool hides_children(const ListFilter& filter) {
  const bool of_somebody = filter.assignee.size() > 1 || !filter.only_person.empty();
  return by_rank(filter) && !of_somebody && filter.incident == 0;
}

void add_conditions(Query& query, const ListFilter& filter) {
  query.sql += " WHERE seen_by_team";
  if (by_rank(filter)) query.sql += open_states;
  if (filter.view == ListFilter::View::waiting) query.sql += waiting_states;
  if (filter.view == ListFilter::View::ended) query.sql += ended_states;
  if (filter.state == "resolved")
    query.sql += " AND state = 'resolved'";  // as the index ticket_resolved has it
  else
    query.equals("state", filter.state);
  query.equals("severity", filter.severity);
  query.equals("system", filter.system);
  query.equals("holder", filter.holder);
  if (filter.assignee == "-")
    query.sql += " AND assignee = ''";
  else if (!filter.assignee.empty()) {
    query.sql += " AND assignee <> ''";  // as the index of the open ones has it
    query.equals("assignee", filter.assignee);
  }
  if (hides_children(filter)) query.sql += not_at_parent_sql;
  if (filter.incident != 0)
    query.sql += " AND number IN (SELECT ticket FROM incident_ticket WHERE state = 'child' AND parent = " +
                 query.next(std::to_string(filter.incident)) + "::bigint)";
  if (filter.only_person.empty()) return;
  const auto person = query.next(filter.only_person), role = query.next(filter.only_role);
  query.sql += " AND (assignee = " + person + " OR (assignee = '' AND holder = " + role + "))";
}

}  // namespace

std::vector<Ticket> list_tickets(Transaction& transaction, const ListFilter& filter) {
  if (wants_search(filter)) return search_tickets(transaction, filter);
  // Places first, from the index alone; then the tickets of this page.
  Query query{std::string("SELECT number, ") + rank_sql + " AS rank, created_at FROM ticket", {}};
  add_conditions(query, filter);
  if (filter.after) {
    const auto number = query.next(std::to_string(filter.after->number));
    if (by_rank(filter)) {
      const auto rank = query.next(std::to_string(filter.after->rank));
      const auto at = query.next(std::to_string(filter.after->at));
      query.sql += std::string(" AND (") + rank_sql + ", created_at, number) > (" + rank +
                   "::int, to_timestamp(" + at + "::bigint / 1000.0), " + number + "::bigint)";
    } else {
      query.sql += " AND number < " + number + "::bigint";
    }
  }
  query.sql += by_rank(filter) ? std::string(" ORDER BY ") + rank_sql + ", created_at, number"
                               : std::string(" ORDER BY number DESC");
  query.sql += " LIMIT " + query.next(std::to_string(filter.limit)) + "::int";
  query.sql = "SELECT t.number, t.body FROM (" + query.sql +
              ") AS place JOIN ticket AS t USING (number) ORDER BY " +
              (by_rank(filter) ? "place.rank, place.created_at, place.number" : "place.number DESC");
  std::vector<Ticket> tickets;
  for (const auto& row : transaction.run(query.sql, query.args)) {
    auto ticket = ticket_from_json(row.text("body"));
    if (!ticket) throw std::runtime_error(ticket.error().text);
    tickets.push_back(std::move(*ticket));
    tickets.back().number = row.number("number");
  }
  return tickets;
}

std::vector<BoardColumn> board_of(Transaction& transaction, const ListFilter& filter) {
  constexpr std::size_t most = 15;
  auto open = filter;
  open.view = ListFilter::View::open;
  Query query{"SELECT state, count(*) AS count FROM ticket", {}};
  add_conditions(query, open);
  std::map<std::string, long long> counts;
  for (const auto& row : transaction.run(query.sql + " GROUP BY state", query.args))
    counts[row.text("state")] = row.number("count");
  std::vector<BoardColumn> columns;
  open.limit = most;
  for (const auto* state : {"draft", "new", "reopened", "transferred", "accepted", "waiting"}) {
    open.state = state;
    BoardColumn column{state, counts[state], {}};
    if (column.count > 0) column.tickets = list_tickets(transaction, open);
    // A column of its own only where there is something: drafts and what was reopened are rare.
    if (column.count > 0 || (column.state != "draft" && column.state != "reopened"))
      columns.push_back(std::move(column));
  }
  open.state = "resolved";
  open.view = ListFilter::View::ended;
  columns.push_back({open.state, 0, list_tickets(transaction, open)});
  return columns;
}

ListPlace place_of(const Ticket& ticket) {
  const int rank = ticket.severity == "urgent"   ? 1
                   : ticket.severity == "high"   ? 2
                   : ticket.severity == "medium" ? 3
                                                 : 4;
  return {rank, ticket.created_at.time_since_epoch().count(), ticket.number};
}

long long count_tickets(Transaction& transaction, const ListFilter& filter, long long most) {
  Query query{"SELECT count(*) AS count FROM (SELECT 1 FROM ticket", {}};
  add_conditions(query, filter);
  query.sql += " LIMIT " + query.next(std::to_string(most)) + "::bigint) AS few";
  return transaction.run(query.sql, query.args)[0].number("count");
}

std::string count_of(Transaction& transaction, const ListFilter& filter) {
  constexpr long long most = 200;
  const auto count = count_tickets(transaction, filter, most + 1);
  return count > most ? std::to_string(most) + "+" : std::to_string(count);
}

QueueCounts queue_counts(Transaction& transaction, const ListFilter& filter, const std::string& person) {
  ListFilter waiting, mine;
  waiting.only_person = filter.only_person;
  waiting.only_role = filter.only_role;
  mine.view = ListFilter::View::open;
  mine.assignee = person;
  return {count_of(transaction, waiting), count_of(transaction, mine)};
}
