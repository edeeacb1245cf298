#include "handlers/sla/clock_store.h"

#include <algorithm>
#include <set>

namespace {

std::string numbers_array(const std::vector<ClockClaim>& claims, long long ClockClaim::*member) {
  std::vector<std::string> texts;
  for (const auto& claim : claims) texts.push_back(std::to_string(claim.*member));
  return text_array(texts);
}

std::string millis(const std::optional<Time>& at) {
  return at ? std::to_string(at->time_since_epoch().count()) : "";
}

// Rows that failed wait in the same order; one of them is taken alone, so that it hurts nobody beside it.
constexpr const char* claim_sql = R"(
WITH candidate AS (
  SELECT ticket, attempts > 0 AS suspect FROM ticket_clock
  WHERE due_at <= now() AND leased_until < now() ORDER BY due_at LIMIT $1::int FOR UPDATE SKIP LOCKED),
alike AS (SELECT suspect FROM candidate LIMIT 1),
picked AS (
  SELECT ticket FROM candidate WHERE suspect = (SELECT suspect FROM alike)
  LIMIT (SELECT CASE WHEN suspect THEN 1 ELSE $1::int END FROM alike))
UPDATE ticket_clock AS c SET fence = fence + 1, attempts = attempts + 1,
  leased_until = now() + $2::int * power(2, least(attempts, 6)) * interval '1 second'
FROM picked WHERE c.ticket = picked.ticket
RETURNING c.ticket, c.fence, c.attempts, c.watch)";
constexpr const char* now_sql = "SELECT (extract(epoch FROM now()) * 1000)::bigint AS now";
constexpr const char* hold_sql = R"(
SELECT c.ticket FROM ticket_clock AS c
JOIN unnest($1::bigint[], $2::bigint[]) AS w(ticket, fence) ON w.ticket = c.ticket AND w.fence = c.fence
ORDER BY c.ticket FOR UPDATE OF c)";
constexpr const char* finish_sql = R"(
UPDATE ticket_clock AS c SET watch = d.watch, attempts = 0, leased_until = '-infinity', overdue = d.overdue,
  due_at = to_timestamp(nullif(d.next, '')::bigint / 1000.0),
  response_due_at = to_timestamp(nullif(d.response, '')::bigint / 1000.0),
  resolution_due_at = to_timestamp(nullif(d.resolution, '')::bigint / 1000.0)
FROM unnest($1::bigint[], $2::jsonb[], $3::text[], $4::text[], $5::text[], $6::bool[])
  AS d(ticket, watch, next, response, resolution, overdue)
WHERE c.ticket = d.ticket)";
constexpr const char* all_due_sql = R"(
UPDATE ticket_clock SET due_at = now()
WHERE ticket IN (SELECT c.ticket FROM ticket_clock c JOIN ticket t ON t.number = c.ticket
                 WHERE t.state NOT IN ('resolved', 'closed', 'cancelled') ORDER BY c.ticket FOR UPDATE OF c))";
constexpr const char* audit_sql = R"(
SELECT (SELECT count(*) FROM ticket_clock WHERE due_at < now() - interval '30 seconds') AS overdue,
  (SELECT count(*) FROM ticket t WHERE t.number > (SELECT coalesce(max(number), 0) FROM ticket) - 1000
     AND t.state NOT IN ('resolved', 'closed', 'cancelled') AND NOT EXISTS (SELECT FROM ticket_clock c WHERE c.ticket = t.number)) AS missing)";

constexpr const char* add_hooks_sql =
    "INSERT INTO hook_call (hook, body) SELECT * FROM unnest($1::text[], $2::text[])";
constexpr const char* claim_hooks_sql = R"(
WITH picked AS (SELECT id FROM hook_call WHERE due_at <= now() ORDER BY due_at LIMIT $1::int FOR UPDATE SKIP LOCKED)
UPDATE hook_call AS h SET attempts = attempts + 1, due_at = now() + power(2, least(attempts, 5)) * interval '1 minute'
FROM picked WHERE h.id = picked.id RETURNING h.id, h.hook, h.body, h.attempts)";
constexpr const char* finish_hook_sql = R"(
UPDATE hook_call SET error = $2, done_at = CASE WHEN $2 = '' THEN now() END,
  due_at = CASE WHEN $2 = '' OR attempts >= 6 THEN NULL ELSE due_at END
WHERE id = $1::bigint AND attempts = $3::int)";

}  // namespace

ClockClaims claim_clocks(Transaction& transaction, std::size_t limit, Seconds lease) {
  ClockClaims found;
  for (const auto& row : transaction.run(claim_sql, {std::to_string(limit), std::to_string(lease.count())}))
    found.claims.push_back({row.number("ticket"), row.number("fence"),
                            static_cast<int>(row.number("attempts")), row.text("watch")});
  std::sort(found.claims.begin(), found.claims.end(),
            [](const ClockClaim& a, const ClockClaim& b) { return a.ticket < b.ticket; });
  found.now = Time{Millis{transaction.run(now_sql)[0].number("now")}};
  return found;
}

std::vector<bool> hold_clocks(Transaction& transaction, const std::vector<ClockClaim>& claims) {
  std::set<long long> held;
  if (!claims.empty())
    for (const auto& row : transaction.run(hold_sql, {numbers_array(claims, &ClockClaim::ticket),
                                                      numbers_array(claims, &ClockClaim::fence)}))
      held.insert(row.number("ticket"));
  std::vector<bool> found;
  for (const auto& claim : claims) found.push_back(held.contains(claim.ticket));
  return found;
}

void finish_clocks(Transaction& transaction, const std::vector<ClockDone>& done) {
  if (done.empty()) return;
  std::vector<std::vector<std::string>> columns(6);
  for (const auto& one : done) {
    const std::string values[] = {std::to_string(one.ticket), one.watch,
                                  millis(one.next),           millis(one.response_due),
                                  millis(one.resolution_due), one.overdue ? "t" : "f"};
    for (std::size_t i = 0; i < columns.size(); ++i) columns[i].push_back(values[i]);
  }
  std::vector<Arg> args;
  for (const auto& column : columns) args.emplace_back(text_array(column));
  transaction.run(finish_sql, args);
}

void all_clocks_due(Transaction& transaction) { transaction.run(all_due_sql); }

ClockAudit audit_clocks(Transaction& transaction) {
  const auto rows = transaction.run(audit_sql);
  return {rows[0].number("overdue"), rows[0].number("missing")};
}

void add_hook_calls(Transaction& transaction, const std::vector<HookCall>& calls) {
  if (calls.empty()) return;
  std::vector<std::string> hooks, bodies;
  for (const auto& call : calls) {
    hooks.push_back(call.hook);
    bodies.push_back(call.body);
  }
  transaction.run(add_hooks_sql, {text_array(hooks), text_array(bodies)});
}

std::vector<HookCall> claim_hook_calls(Transaction& transaction, std::size_t limit) {
  std::vector<HookCall> calls;
  for (const auto& row : transaction.run(claim_hooks_sql, {std::to_string(limit)}))
    calls.push_back(
        {row.number("id"), row.text("hook"), row.text("body"), static_cast<int>(row.number("attempts"))});
  return calls;
}

void finish_hook_call(Transaction& transaction, const HookCall& call, const std::string& error) {
  transaction.run(finish_hook_sql, {std::to_string(call.id), error, std::to_string(call.attempts)});
}
