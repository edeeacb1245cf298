#include "gateway/delivery/inbox.h"

namespace {

constexpr const char* columns =
    "SELECT id, received_at::text AS received_at, conversation, account, state, coalesce(error, '') AS "
    "error, trace, message "
    "FROM inbox ";

InboxEntry entry_of(const Row& row) {
  return {row.number("id"),  row.text("received_at"), row.text("conversation"), row.text("account"),
          row.text("state"), row.text("error"),       row.text("trace"),        row.text("message")};
}

}  // namespace

std::vector<InboxEntry> inbox_list(Transaction& transaction, const std::string& state, std::size_t limit) {
  std::vector<InboxEntry> entries;
  const auto sql = std::string(columns) + "WHERE ($1 = '' OR state = $1) ORDER BY id DESC LIMIT $2::int";
  for (const auto& row : transaction.run(sql, {state, std::to_string(limit)}))
    entries.push_back(entry_of(row));
  return entries;
}

std::optional<InboxEntry> inbox_show(Transaction& transaction, long long id) {
  const auto rows = transaction.run(std::string(columns) + "WHERE id = $1::bigint", {std::to_string(id)});
  if (rows.empty()) return std::nullopt;
  return entry_of(rows[0]);
}

bool inbox_replay(Transaction& transaction, long long id) {
  static constexpr const char* sql = R"(
UPDATE inbox SET state = 'waiting', error = NULL, done_at = NULL WHERE id = $1::bigint AND state = 'dead')";
  transaction.run("SELECT pg_notify('dutydesk_work', '')");
  return transaction.run(sql, {std::to_string(id)}).affected == 1;
}

void inbox_keep(Transaction& transaction) {
  transaction.run("SELECT make_partitions('inbox', 'day', 1, 7)");
  // In slices: one DELETE of a week's backlog would hold its locks, and the statement's 5 seconds, too long.
  transaction.run(R"(
DELETE FROM inbox_key WHERE (account, key) IN (
  SELECT account, key FROM inbox_key WHERE seen_at < now() - interval '7 days' LIMIT 20000))");
  const auto old = transaction.run(R"(
SELECT c.relname AS name FROM pg_inherits h JOIN pg_class c ON c.oid = h.inhrelid
WHERE h.inhparent = 'inbox'::regclass AND c.relname ~ '^inbox_[0-9]{8}$'
  AND to_date(right(c.relname, 8), 'YYYYMMDD') < (now() AT TIME ZONE 'UTC')::date - 8)");
  for (const auto& row : old) {
    // A day with something still waiting is kept until it is done.
    const auto name = row.text("name");
    if (!transaction.run("SELECT 1 FROM " + name + " WHERE state = 'waiting' LIMIT 1").empty()) continue;
    transaction.script("DROP TABLE " + name);
  }
}
