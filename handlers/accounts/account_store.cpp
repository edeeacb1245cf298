#include "handlers/accounts/account_store.h"

#include "gateway/crypto.h"
#include "handlers/intake/directory.h"

namespace {

/// Milliseconds since 1970, which PostgreSQL makes a point in time of.
std::string ms(Time at) { return std::to_string(at.time_since_epoch().count()); }

DeskAccount account_of(const Row& row) {
  return {row.text("shown_id"),
          row.text("name"),
          row.text("role"),
          row.text("password"),
          static_cast<int>(row.number("failures")),
          row.flag("locked"),
          row.flag("ended"),
          row.cell("until") ? std::optional(Time{Millis{row.number("until")}}) : std::nullopt};
}

constexpr const char* select_account =
    "SELECT shown_id, name, role, password, failures, locked_until > to_timestamp($1::float8 / 1000) AS "
    "locked, until < to_timestamp($1::float8 / 1000) AS ended, "
    "CASE WHEN until < 'infinity' THEN (extract(epoch FROM until) * 1000)::bigint END AS until "
    "FROM desk_account";

}  // namespace

std::optional<DeskAccount> desk_account(Transaction& transaction, const std::string& userid, Time now) {
  static const std::string sql = std::string(select_account) + " WHERE userid = $2";
  const auto rows = transaction.run(sql, {ms(now), folded(userid)});
  if (rows.empty()) return std::nullopt;
  return account_of(rows[0]);
}

std::vector<DeskAccount> desk_accounts(Transaction& transaction, Time now) {
  static const std::string sql = std::string(select_account) + " ORDER BY userid";
  std::vector<DeskAccount> accounts;
  for (const auto& row : transaction.run(sql, {ms(now)})) accounts.push_back(account_of(row));
  return accounts;
}

void put_desk_account(Transaction& transaction, const DeskAccount& account) {
  static constexpr const char* sql =
      "INSERT INTO desk_account (userid, shown_id, name, role, until) VALUES ($1, $2, $3, $4, "
      "coalesce(to_timestamp($5::float8 / 1000), 'infinity')) "
      "ON CONFLICT (userid) DO UPDATE SET name = excluded.name, role = excluded.role, until = "
      "excluded.until, "
      "updated_at = now()";
  transaction.run(sql, {folded(account.userid), account.userid, account.name, account.role,
                        account.until ? Arg(ms(*account.until)) : std::nullopt});
}

std::map<std::string, std::string> account_roles(Transaction& transaction,
                                                 const std::vector<std::string>& userids, Time now) {
  static constexpr const char* sql =
      "SELECT userid, CASE WHEN until < to_timestamp($2::float8 / 1000) THEN 'ended' ELSE role END AS role "
      "FROM desk_account WHERE userid = ANY($1::text[])";
  std::map<std::string, std::string> roles;
  std::vector<std::string> wanted;
  wanted.reserve(userids.size());
  for (const auto& userid : userids) wanted.push_back(folded(userid));
  for (const auto& row : transaction.run(sql, {text_array(wanted), ms(now)}))
    roles[row.text("userid")] = row.text("role");
  return roles;
}

bool set_password(Transaction& transaction, const std::string& userid, const std::string& hash) {
  static constexpr const char* sql =
      "UPDATE desk_account SET password = $2, failures = 0, locked_until = '-infinity', updated_at = now() "
      "WHERE userid = $1";
  if (transaction.run(sql, {folded(userid), hash}).affected == 0) return false;
  close_sessions_of(transaction, userid);
  return true;
}

void note_failure(Transaction& transaction, const std::string& userid, Time now) {
  static constexpr const char* sql =
      "UPDATE desk_account SET failures = CASE WHEN failures >= 4 THEN 0 ELSE failures + 1 END, locked_until "
      "= "
      "CASE WHEN failures >= 4 THEN to_timestamp($2::float8 / 1000) + interval '15 minutes' ELSE "
      "locked_until END "
      "WHERE userid = $1";
  transaction.run(sql, {folded(userid), ms(now)});
}

void note_success(Transaction& transaction, const std::string& userid) {
  transaction.run("UPDATE desk_account SET failures = 0 WHERE userid = $1 AND failures > 0",
                  {folded(userid)});
}

void open_session(Transaction& transaction, const std::string& cookie, const WebSession& session, Time now) {
  static constexpr const char* sql =
      "INSERT INTO web_session (id, org, userid, name, way, made_at, seen_at) VALUES ($1, $2, $3, $4, $5, "
      "to_timestamp($6::float8 / 1000), to_timestamp($6::float8 / 1000))";
  transaction.run(sql, {sha256_hex(cookie), session.org, session.userid, session.name, session.way, ms(now)});
}

std::optional<WebSession> live_session(Transaction& transaction, const std::string& cookie, Time now) {
  // Written at most once a minute: reading a page stays a read.
  static constexpr const char* seen =
      "UPDATE web_session SET seen_at = to_timestamp($2::float8 / 1000) WHERE id = $1";
  static constexpr const char* sql =
      "SELECT s.org, s.userid, s.name, s.way, CASE WHEN a.until < to_timestamp($2::float8 / 1000) THEN "
      "'ended' ELSE coalesce(a.role, '') END AS role, "
      "s.seen_at < to_timestamp($2::float8 / 1000) - interval '1 minute' AS stale "
      "FROM web_session s LEFT JOIN desk_account a ON a.userid = lower(s.userid) WHERE s.id = $1 "
      "AND s.seen_at > to_timestamp($2::float8 / 1000) - "
      "CASE WHEN a.role IS NULL THEN interval '30 minutes' ELSE interval '15 minutes' END "
      "AND s.made_at > to_timestamp($2::float8 / 1000) - "
      "CASE WHEN a.role IS NULL THEN interval '8 hours' ELSE interval '10 hours' END";
  const auto id = sha256_hex(cookie);
  const auto rows = transaction.run(sql, {id, ms(now)});
  if (rows.empty()) return std::nullopt;
  if (rows[0].flag("stale")) transaction.run(seen, {id, ms(now)});
  return WebSession{rows[0].text("org"), rows[0].text("userid"), rows[0].text("name"), rows[0].text("way"),
                    rows[0].text("role")};
}

void close_session(Transaction& transaction, const std::string& cookie) {
  transaction.run("DELETE FROM web_session WHERE id = $1", {sha256_hex(cookie)});
}

void close_sessions_of(Transaction& transaction, const std::string& userid) {
  transaction.run("DELETE FROM web_session WHERE lower(userid) = $1", {folded(userid)});
}

void begin_login(Transaction& transaction, const std::string& state, const std::string& browser,
                 const std::string& return_to, Time now) {
  static constexpr const char* sql =
      "INSERT INTO web_login (state, browser, return_to, made_at) VALUES ($1, $2, $3, "
      "to_timestamp($4::float8 / 1000))";
  transaction.run(sql, {sha256_hex(state), sha256_hex(browser), return_to, ms(now)});
}

std::optional<std::string> end_login(Transaction& transaction, const std::string& state,
                                     const std::string& browser, Time now) {
  static constexpr const char* sql =
      "DELETE FROM web_login WHERE state = $1 AND browser = $2 RETURNING return_to, "
      "made_at > to_timestamp($3::float8 / 1000) - interval '5 minutes' AS fresh";
  const auto rows = transaction.run(sql, {sha256_hex(state), sha256_hex(browser), ms(now)});
  if (rows.empty() || !rows[0].flag("fresh")) return std::nullopt;
  return rows[0].text("return_to");
}

void tidy_sessions(Transaction& transaction, Time now) {
  transaction.run(
      "DELETE FROM web_session WHERE seen_at < to_timestamp($1::float8 / 1000) - interval '1 hour'",
      {ms(now)});
  transaction.run("DELETE FROM web_login WHERE made_at < to_timestamp($1::float8 / 1000) - interval '1 hour'",
                  {ms(now)});
  transaction.run("DELETE FROM web_form WHERE made_at < to_timestamp($1::float8 / 1000) - interval '7 days'",
                  {ms(now)});
}
