#include "gateway/delivery/inbox_rows.h"

#include <map>
#include <set>

namespace {

// Keys come sorted, so that two gateways with the same keys wait for each other instead of dead-locking.
// Three statements without a join between them: as one with its parts joined they took the server a third
// longer, most of it hashing whole messages.
constexpr const char* keys_sql = R"(
INSERT INTO inbox_key (account, key) SELECT * FROM unnest($1::text[], $2::text[])
ON CONFLICT DO NOTHING RETURNING account, key)";

constexpr const char* conversations_sql =
    "INSERT INTO conversation (key) SELECT unnest($1::text[]) ON CONFLICT DO NOTHING";

constexpr const char* rows_sql = R"(
INSERT INTO inbox (conversation, account, external_id, trace, message)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[]))";

using Key = std::pair<std::string_view, std::string_view>;

/// The rows by key; the first of a key stays.
std::map<Key, std::size_t> by_key(const std::vector<InboxRow>& rows) {
  std::map<Key, std::size_t> first;
  for (std::size_t at = 0; at < rows.size(); ++at) first.emplace(Key{rows[at].account, rows[at].key}, at);
  return first;
}

/// Places of the rows whose keys are new, in the order of arrival.
std::set<std::size_t> fresh(Transaction& transaction, const std::vector<InboxRow>& rows) {
  const auto keyed = by_key(rows);
  std::vector<std::string> accounts, keys;
  for (const auto& [key, at] : keyed) {
    accounts.emplace_back(key.first);
    keys.emplace_back(key.second);
  }
  std::set<std::size_t> places;
  for (const auto& row : transaction.run(keys_sql, {text_array(accounts), text_array(keys)})) {
    const auto account = row.text("account"), key = row.text("key");
    places.insert(keyed.at({account, key}));
  }
  return places;
}

}  // namespace

std::size_t add_to_inbox(Transaction& transaction, const std::vector<InboxRow>& rows) {
  const auto places = fresh(transaction, rows);
  if (places.empty()) return 0;
  std::set<std::string> conversations;
  std::vector<std::string> columns[5];
  for (const auto at : places) {
    const auto& row = rows[at];
    conversations.insert(row.conversation);
    std::size_t column = 0;
    for (const auto* value : {&row.conversation, &row.account, &row.key, &row.trace, &row.message})
      columns[column++].push_back(*value);
  }
  transaction.run(conversations_sql, {text_array({conversations.begin(), conversations.end()})});
  std::vector<Arg> args;
  for (const auto& column : columns) args.emplace_back(text_array(column));
  return transaction.run(rows_sql, args).affected;
}
