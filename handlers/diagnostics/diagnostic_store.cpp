#include "handlers/diagnostics/diagnostic_store.h"

#include <nlohmann/json.hpp>

#include "handlers/audit/audit_store.h"

using nlohmann::json;

namespace {

constexpr const char* ask_sql = R"(
INSERT INTO diagnostic_run (ticket, diagnostic, way, asked_by, asked_name, role, contact, chat)
VALUES ($1::bigint, $2, $3, $4, $5, $6, $7, nullif($8, '')::jsonb)
ON CONFLICT DO NOTHING RETURNING id)";

// Locked, so that the run does not end unseen; one that has ended is not there any more.
constexpr const char* running_sql =
    "SELECT id FROM diagnostic_run WHERE ticket = $1::bigint AND diagnostic = $2 AND done_at IS NULL FOR "
    "SHARE";
constexpr const char* join_sql = R"(
INSERT INTO diagnostic_asker (run, asked_by, role, contact, chat)
SELECT id, $2, $3, $4, $5 FROM diagnostic_run AS r
WHERE id = $1::bigint AND NOT (r.way = 'chat' AND r.asked_by = $2 AND coalesce(r.chat, '{}') = coalesce(nullif($5, '')::jsonb, '{}'))
ON CONFLICT DO NOTHING)";
constexpr const char* askers_sql =
    "SELECT asked_by, role, contact, chat FROM diagnostic_asker WHERE run = $1::bigint ORDER BY asked_by, "
    "chat";

// The last two thousand tickets by number: what came within a few seconds, and drafts that were finished
// late. Version by version it costs a walk over the key and nothing where no look-up runs by itself.
constexpr const char* opening_sql = R"(
INSERT INTO diagnostic_run (ticket, diagnostic, way)
SELECT t.number, $1, 'opening' FROM ticket t
WHERE t.number > (SELECT max(number) FROM ticket) - 2000 AND t.seen_by_team
  AND t.created_at > now() - interval '1 day' AND t.state IN ('new', 'accepted', 'waiting', 'transferred', 'draft')
  AND (cardinality($2::text[]) = 0 OR t.system = ANY($2::text[]))
  AND (cardinality($3::text[]) = 0 OR t.body->>'form' = ANY($3::text[]))
  AND NOT EXISTS (SELECT FROM diagnostic_run r WHERE r.ticket = t.number AND r.diagnostic = $1 AND r.way = 'opening')
ON CONFLICT DO NOTHING)";

constexpr const char* columns =
    R"(id, fence, attempts, ticket, diagnostic, way, asked_by, asked_name, role, contact,
  coalesce(chat::text, '') AS chat, (extract(epoch FROM asked_at) * 1000)::bigint AS asked_at,
  (extract(epoch FROM done_at) * 1000)::bigint AS done_at, took_ms, outcome, detail, findings)";

constexpr const char* claim_sql = R"(
WITH picked AS (
  SELECT id FROM diagnostic_run WHERE done_at IS NULL AND leased_until < now() ORDER BY id LIMIT $1::int
  FOR UPDATE SKIP LOCKED)
UPDATE diagnostic_run AS r SET fence = fence + 1, attempts = attempts + 1, leased_until = now() + $2::int * interval '1 second'
FROM picked WHERE r.id = picked.id RETURNING r.)";

constexpr const char* finish_sql = R"(
UPDATE diagnostic_run SET done_at = now(), took_ms = $3::int, outcome = $4, detail = $5, findings = $6
WHERE id = $1::bigint AND fence = $2::bigint AND done_at IS NULL)";

// Of each look-up of a ticket the last ten stay, beside the first that ran by itself.
constexpr const char* tidy_sql = R"(
DELETE FROM diagnostic_run WHERE ticket = $1::bigint AND diagnostic = $2 AND way <> 'opening' AND done_at IS NOT NULL
  AND id <= (SELECT id FROM diagnostic_run WHERE ticket = $1::bigint AND diagnostic = $2 AND done_at IS NOT NULL
             ORDER BY id DESC OFFSET 10 LIMIT 1))";

std::string chat_json(const Chat& chat) {
  if (chat.id.empty()) return {};
  return json{{"account", chat.account}, {"id", chat.id}, {"group", chat.kind == ChatKind::group}}.dump();
}

Chat chat_from(const std::string& text) {
  const auto read = json::parse(text, nullptr, false);
  if (!read.is_object()) return {};
  return {read.value("account", ""), read.value("id", ""),
          read.value("group", true) ? ChatKind::group : ChatKind::single};
}

DiagnosticAsk ask_of(const Row& row) {
  return {row.number("ticket"), row.text("diagnostic"),      row.text("way"),
          row.text("asked_by"), row.text("asked_name"),      row.text("role"),
          row.text("contact"),  chat_from(row.text("chat")), {}};
}

AuditRow audit_of(const DiagnosticAsk& ask, const std::string& act, const std::string& detail) {
  AuditRow row;
  row.actor = ask.by;
  row.role = ask.role;
  row.act = act;
  row.thing = "ticket:" + std::to_string(ask.ticket);
  row.detail = detail;
  row.way = ask.way;
  row.remote = ask.remote;
  return row;
}

bool begins(Transaction& transaction, const DiagnosticAsk& ask) {
  return !transaction
              .run(ask_sql, {std::to_string(ask.ticket), ask.diagnostic, ask.way, ask.by, ask.name, ask.role,
                             ask.contact, chat_json(ask.chat)})
              .empty();
}

/// False: nothing runs.
bool joins(Transaction& transaction, const DiagnosticAsk& ask) {
  const auto running = transaction.run(running_sql, {std::to_string(ask.ticket), ask.diagnostic});
  if (running.empty()) return false;
  if (ask.way == "chat")
    transaction.run(join_sql, {running[0].text("id"), ask.by, ask.role, ask.contact, chat_json(ask.chat)});
  return true;
}

}  // namespace

std::size_t ask_diagnostics(Transaction& transaction, const std::vector<DiagnosticAsk>& asks) {
  std::vector<AuditRow> rows;
  std::size_t begun = 0;
  for (const auto& ask : asks) {
    const bool first = begins(transaction, ask);
    const bool begins_now = first || (!joins(transaction, ask) && begins(transaction, ask));
    if (begins_now) ++begun;
    if (begins_now || ask.way == "chat") rows.push_back(audit_of(ask, "diagnose", ask.diagnostic));
  }
  audit(transaction, rows);
  return begun;
}

std::size_t ask_at_opening(Transaction& transaction, const Diagnostic& diagnostic) {
  return transaction
      .run(opening_sql, {diagnostic.id, text_array(diagnostic.systems), text_array(diagnostic.forms)})
      .affected;
}

std::vector<DiagnosticClaim> claim_diagnostics(Transaction& transaction, std::size_t limit, Seconds lease) {
  static const std::string sql = std::string(claim_sql) + columns;
  std::vector<DiagnosticClaim> claims;
  for (const auto& row : transaction.run(sql, {std::to_string(limit), std::to_string(lease.count())}))
    claims.push_back(
        {row.number("id"), row.number("fence"), static_cast<int>(row.number("attempts")), ask_of(row)});
  return claims;
}

bool finish_diagnostic(Transaction& transaction, const DiagnosticClaim& claim, const DiagnosticEnd& end) {
  const auto written =
      transaction.run(finish_sql, {std::to_string(claim.id), std::to_string(claim.fence),
                                   std::to_string(end.took.count()), end.outcome, end.detail, end.findings});
  if (written.affected == 0) return false;
  transaction.run(tidy_sql, {std::to_string(claim.ask.ticket), claim.ask.diagnostic});
  audit(transaction, {audit_of(claim.ask, "diagnosed", claim.ask.diagnostic + " " + end.outcome)});
  return true;
}

std::vector<DiagnosticAsk> askers_of(Transaction& transaction, const DiagnosticClaim& claim) {
  std::vector<DiagnosticAsk> askers;
  if (claim.ask.way == "chat") askers.push_back(claim.ask);
  for (const auto& row : transaction.run(askers_sql, {std::to_string(claim.id)})) {
    auto ask = claim.ask;
    ask.way = "chat";
    ask.by = row.text("asked_by");
    ask.name.clear();
    ask.role = row.text("role");
    ask.contact = row.text("contact");
    ask.chat = chat_from(row.text("chat"));
    askers.push_back(std::move(ask));
  }
  return askers;
}

void give_back_diagnostic(Transaction& transaction, const DiagnosticClaim& claim) {
  static constexpr const char* sql = R"(
UPDATE diagnostic_run SET leased_until = '-infinity', attempts = attempts - 1
WHERE id = $1::bigint AND fence = $2::bigint AND done_at IS NULL)";
  transaction.run(sql, {std::to_string(claim.id), std::to_string(claim.fence)});
}

std::vector<DiagnosticRun> runs_of_ticket(Transaction& transaction, long long ticket) {
  static const std::string sql = std::string("SELECT ") + columns +
                                 " FROM diagnostic_run WHERE ticket = $1::bigint ORDER BY id DESC LIMIT 60";
  std::vector<DiagnosticRun> runs;
  for (const auto& row : transaction.run(sql, {std::to_string(ticket)}))
    runs.push_back(
        {row.number("id"),
         ask_of(row),
         Time{Millis{row.number("asked_at")}},
         Time{Millis{row.number("done_at")}},
         {row.text("outcome"), row.text("detail"), row.text("findings"), Millis{row.number("took_ms")}}});
  return runs;
}
