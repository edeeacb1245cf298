#include "gateway/delivery/holder_lock.h"

bool HolderLock::held() {
  static constexpr const char* sql = R"(
SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted AND pid = pg_backend_pid()
  AND classid = 1685419129 AND objid = (hashtext($1)::bigint & 4294967295)::oid)";
  const auto rows =
      connection_.transact([&](Transaction& transaction) { return transaction.run(sql, {name_}); });
  return rows && !rows->empty();
}

bool HolderLock::take() {
  if (held()) return true;
  static constexpr const char* sql = "SELECT pg_try_advisory_lock(1685419129, hashtext($1)) AS got";
  const auto rows =
      connection_.transact([&](Transaction& transaction) { return transaction.run(sql, {name_}); });
  return rows && (*rows)[0].flag("got");
}
