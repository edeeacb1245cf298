#include "handlers/console/search_store.h"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "handlers/tickets/ticket_json.h"
#include "kb/inner_words.h"

namespace {

constexpr long long block_size = 16384;  // numbers: see 0019_ticket_search.sql
constexpr long long most_blocks = 64;    // asked for by one statement

// Asked every second, and nearly always in vain: so without a lock, which would be written to the disk.
constexpr const char* waits_sql = R"(
SELECT back > 0 OR seq < coalesce((SELECT max(seq) FROM audit_chain), 0) AS waits FROM ticket_search_place)";
constexpr const char* place_sql = "SELECT seq, back FROM ticket_search_place FOR UPDATE SKIP LOCKED";
// Sealed rows are committed ones in an order without gaps: nothing is missed between two looks.
constexpr const char* changed_sql = R"(
WITH page AS MATERIALIZED (SELECT seq, id, at FROM audit_chain WHERE seq > $1::bigint ORDER BY seq LIMIT 500)
SELECT (SELECT coalesce(max(seq), 0) FROM page) AS seq,
  (SELECT array_agg(DISTINCT e.ticket) FROM page JOIN ticket_event AS e ON e.id = page.id AND e.at = page.at)::text AS tickets)";
constexpr const char* older_sql = R"(
SELECT coalesce(min(number), 0) AS first, array_agg(number)::text AS tickets
FROM (SELECT number FROM ticket WHERE number <= $1::bigint ORDER BY number DESC LIMIT 200) AS t)";
constexpr const char* read_sql = R"(
SELECT t.number, t.state, t.severity, t.system, t.holder, t.assignee,
  concat_ws(' ', t.body ->> 'title', t.body ->> 'text', t.body ->> 'reason', t.body ->> 'solution', t.body -> 'reporter' ->> 2,
    (SELECT string_agg(value, ' ') FROM jsonb_each_text(t.body -> 'fields')),
    (SELECT string_agg(concat_ws(' ', e.body ->> 'text', e.body ->> 'solution'), ' ') FROM ticket_event AS e
     WHERE e.ticket = t.number AND e.at >= t.created_at - interval '1 day')) AS words
FROM ticket AS t WHERE t.number = ANY($1::bigint[]) AND t.seen_by_team)";
constexpr const char* write_sql = R"(
INSERT INTO ticket_search (ticket, tokens)
SELECT number, array_to_tsvector(tokens::text[]) FROM unnest($1::bigint[], $2::text[]) AS t(number, tokens)
ON CONFLICT (ticket) DO UPDATE SET tokens = excluded.tokens)";
constexpr const char* move_sql = "UPDATE ticket_search_place SET seq = $1::bigint, back = $2::bigint";

constexpr const char* newest_sql = "SELECT coalesce(max(number), 0) AS number FROM ticket";
// The hits first: else the planner would rather walk all tickets backwards.
constexpr const char* found_sql = R"(
WITH hit AS MATERIALIZED (SELECT ticket FROM ticket_search WHERE tokens @@ $1::tsquery AND ticket < $2::bigint)
SELECT t.number, t.body FROM (SELECT ticket FROM hit ORDER BY ticket DESC LIMIT $3::int) AS h
JOIN ticket AS t ON t.number = h.ticket WHERE t.seen_by_team ORDER BY t.number DESC)";

/// What lists filter by, each a token before its value.
constexpr std::array<std::pair<const char*, const char*>, 5> filter_tokens{
    {{"s=", "state"}, {"v=", "severity"}, {"y=", "system"}, {"h=", "holder"}, {"a=", "assignee"}}};

/// One condition of a query, before it is written for a block: a token, or some of which one will do.
struct Condition {
  struct Token {
    std::string text;
    bool prefix = false;
  };
  std::vector<std::vector<Token>> any;  // of groups whose tokens all must be there
};

Condition is(const std::string& token) { return {{{{token, false}}}}; }

std::string quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += c;
    out += c;
  }
  return out + "'";
}

template <class Items, class Write>
std::string joined(const Items& items, const char* between, Write write) {
  std::string out;
  for (const auto& item : items) out += (out.empty() ? "(" : between) + write(item);
  return out + ")";
}

std::string written(const std::vector<Condition>& conditions, long long block) {
  const auto token = [&](const Condition::Token& one) {
    return quoted(std::to_string(block) + ":" + one.text) + (one.prefix ? ":*" : "");
  };
  return joined(conditions, " & ", [&](const Condition& condition) {
    return joined(condition.any, " | ",
                  [&](const std::vector<Condition::Token>& group) { return joined(group, " & ", token); });
  });
}

/// A word of letters or digits may be the beginning of a longer one.
Condition word(const std::string& text) {
  const bool latin = static_cast<unsigned char>(text.front()) < 0x80;
  return {{{{text, latin && text.size() >= 3}}}};
}

Condition states_of(ListFilter::View view) {
  Condition any;
  const auto add = [&](std::initializer_list<const char*> states) {
    for (const auto* state : states) any.any.push_back({{std::string("s=") + state, false}});
  };
  if (view == ListFilter::View::ended)
    add({"resolved", "closed", "cancelled"});
  else if (view == ListFilter::View::open)
    add({"draft", "new", "accepted", "waiting", "transferred", "reopened"});
  else
    add({"draft", "new", "transferred", "reopened"});
  return any;
}

void add_filters(std::vector<Condition>& conditions, const ListFilter& filter) {
  const auto equals = [&](const char* name, const std::string& value) {
    if (!value.empty()) conditions.push_back(is(name + value));
  };
  if (!filter.state.empty())
    equals("s=", filter.state);
  else if (filter.view != ListFilter::View::all)
    conditions.push_back(states_of(filter.view));
  equals("v=", filter.severity);
  equals("y=", filter.system);
  equals("h=", filter.holder);
  if (filter.assignee == "-")
    conditions.push_back(is("a="));
  else
    equals("a=", filter.assignee);
  if (!filter.only_person.empty())
    conditions.push_back(
        {{{{"a=" + filter.only_person, false}}, {{"a=", false}, {"h=" + filter.only_role, false}}}});
}

void add_rows(std::vector<Ticket>& tickets, const Rows& rows) {
  for (const auto& row : rows) {
    auto ticket = ticket_from_json(row.text("body"));
    if (!ticket) throw std::runtime_error(ticket.error().text);
    tickets.push_back(std::move(*ticket));
    tickets.back().number = row.number("number");
  }
}

void index_these(Transaction& transaction, const std::string& tickets) {
  if (tickets.empty()) return;
  std::vector<std::string> numbers, tokens;
  for (const auto& row : transaction.run(read_sql, {tickets})) {
    const auto block = std::to_string(row.number("number") / block_size) + ":";
    auto words = inner_words(row.text("words"));
    for (const auto& [name, column] : filter_tokens) words.push_back(name + row.text(column));
    for (auto& word : words) word.insert(0, block);
    numbers.push_back(row.text("number"));
    tokens.push_back(text_array(words));
  }
  if (!numbers.empty()) transaction.run(write_sql, {text_array(numbers), text_array(tokens)});
}

}  // namespace

bool index_tickets(Transaction& transaction) {
  if (const auto rows = transaction.run(waits_sql); rows.empty() || !rows[0].flag("waits")) return false;
  const auto places = transaction.run(place_sql);
  if (places.empty()) return false;
  const auto seq = places[0].number("seq");
  auto back = places[0].number("back");
  const auto changed = transaction.run(changed_sql, {std::to_string(seq)});
  const auto reached = std::max(seq, changed[0].number("seq"));
  index_these(transaction, changed[0].text("tickets"));
  if (reached == seq && back > 0) {
    const auto older = transaction.run(older_sql, {std::to_string(back)});
    index_these(transaction, older[0].text("tickets"));
    back = std::max(0LL, older[0].number("first") - 1);
  }
  const bool moved = reached != seq || back != places[0].number("back");
  if (moved) transaction.run(move_sql, {std::to_string(reached), std::to_string(back)});
  return moved;
}

bool wants_search(const ListFilter& filter) {
  if (!filter.words.empty()) return true;
  if (filter.incident != 0) return false;
  const bool newest_first = filter.view == ListFilter::View::ended || filter.view == ListFilter::View::all;
  const auto others = filter.severity + filter.system + filter.holder + filter.assignee + filter.only_person;
  const bool has_index = filter.state.empty() || filter.state == "resolved";
  return newest_first && !(others.empty() && has_index);
}

std::vector<Ticket> search_tickets(Transaction& transaction, const ListFilter& filter) {
  std::vector<Condition> conditions;
  for (const auto& text : inner_words(filter.words)) conditions.push_back(word(text));
  if (conditions.empty() && !filter.words.empty()) return {};  // a single character, or only signs
  add_filters(conditions, filter);
  auto below = transaction.run(newest_sql)[0].number("number") + 1;
  if (filter.after) below = std::min(below, filter.after->number);
  std::vector<Ticket> tickets;
  long long blocks = 1;
  for (auto block = (below - 1) / block_size; block >= 0 && tickets.size() < filter.limit;) {
    const auto last = std::max(0LL, block - blocks + 1);
    std::string query;
    for (; block >= last; --block) query += (query.empty() ? "" : " | ") + written(conditions, block);
    add_rows(tickets, transaction.run(found_sql, {query, std::to_string(below),
                                                  std::to_string(filter.limit - tickets.size())}));
    blocks = std::min(most_blocks, blocks * 4);
  }
  return tickets;
}
