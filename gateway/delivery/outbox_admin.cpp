#include "gateway/delivery/outbox_admin.h"

namespace {

constexpr const char* columns =
    "SELECT id, created_at::text AS created_at, due_at::text AS due_at, sent_at::text AS sent_at, place, "
    "state, "
    "last_error, last_verdict, unsure, trace, notice, coalesce(ticket, 0) AS ticket, attempts, account, "
    "receipt, "
    "parts_done FROM outbox ";

OutboxEntry entry_of(const Row& row) {
  OutboxEntry entry;
  entry.id = row.number("id");
  entry.created_at = row.text("created_at");
  entry.due_at = row.text("due_at");
  entry.sent_at = row.text("sent_at");
  entry.place = row.text("place");
  entry.state = row.text("state");
  entry.last_error = row.text("last_error");
  entry.trace = row.text("trace");
  entry.notice = row.text("notice");
  entry.last_verdict = row.text("last_verdict");
  entry.unsure = static_cast<int>(row.number("unsure"));
  entry.ticket = row.number("ticket");
  entry.attempts = static_cast<int>(row.number("attempts"));
  entry.account = row.text("account");
  entry.receipt = row.text("receipt");
  entry.parts = static_cast<int>(row.number("parts_done"));
  return entry;
}

}  // namespace

std::vector<OutboxEntry> outbox_list(Transaction& transaction, const std::string& state, std::size_t limit) {
  std::vector<OutboxEntry> entries;
  const auto sql = std::string(columns) + "WHERE ($1 = '' OR state = $1) ORDER BY id DESC LIMIT $2::int";
  for (const auto& row : transaction.run(sql, {state, std::to_string(limit)}))
    entries.push_back(entry_of(row));
  return entries;
}

std::optional<OutboxEntry> outbox_show(Transaction& transaction, long long id) {
  const auto rows = transaction.run(std::string(columns) + "WHERE id = $1::bigint", {std::to_string(id)});
  if (rows.empty()) return std::nullopt;
  return entry_of(rows[0]);
}

bool outbox_retry(Transaction& transaction, long long id) {
  static constexpr const char* sql = R"(
UPDATE outbox SET due_at = now(), sent_at = NULL, attempts = 0, crashes = 0, fence = fence + 1, expires_at = NULL, leased_until = NULL,
  state = 'due'
WHERE id = $1::bigint AND (state IN ('dead', 'unknown', 'dropped')
  OR (state = 'due' AND coalesce(leased_until, '-infinity') < now())))";
  transaction.run("SELECT pg_notify('dutydesk_work', '')");
  return transaction.run(sql, {std::to_string(id)}).affected == 1;
}

bool outbox_drop(Transaction& transaction, long long id, const std::string& reason) {
  static constexpr const char* sql = R"(
UPDATE outbox SET state = 'dropped', last_error = $2, sent_at = now(), leased_until = NULL, fence = fence + 1
WHERE id = $1::bigint AND (state IN ('dead', 'unknown') OR (state = 'due' AND coalesce(leased_until, '-infinity') < now())))";
  return transaction.run(sql, {std::to_string(id), reason}).affected == 1;
}

bool outbox_recalled(Transaction& transaction, long long id) {
  static constexpr const char* sql =
      "UPDATE outbox SET state = 'recalled', last_error = 'taken back' WHERE id = $1::bigint AND state = "
      "'sent'";
  return transaction.run(sql, {std::to_string(id)}).affected == 1;
}
