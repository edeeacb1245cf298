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
          row.cell("until") ? std::optional(Time{Millis{row.number("until")}}) : std::nullopt,
          row.text("team")};
}

constexpr const char* select_account =
    "SELECT shown_id, name, role, team, password, failures, locked_until > to_timestamp($1::float8 / 1000) "
    "AS "
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

// Who becomes another signs in again: what a session may do was decided by the role it began with.
void put_desk_account(Transaction& transaction, const DeskAccount& account) {
  static constexpr const char* sql =
      "INSERT INTO desk_account (userid, shown_id, name, role, until, team) VALUES ($1, $2, $3, $4, "
      "coalesce(to_timestamp($5::float8 / 1000), 'infinity'), $6) "
      "ON CONFLICT (userid) DO UPDATE SET name = excluded.name, role = excluded.role, until = "
      "excluded.until, team = excluded.team, updated_at = now()";
  const auto before =
      transaction.run("SELECT role FROM desk_account WHERE userid = $1 FOR UPDATE", {folded(account.userid)});
  transaction.run(sql, {folded(account.userid), account.userid, account.name, account.role,
                        account.until ? Arg(ms(*account.until)) : std::nullopt, account.team});
  if (!before.empty() && before[0].text("role") != account.role)
    close_sessions_of(transaction, account.userid);
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

bool set_password(Transaction& transaction, const std::string& userid, const std::string& hash,
                  const std::string& kept_cookie) {
  static constexpr const char* sql =
      "UPDATE desk_account SET password = $2, failures = 0, locks = 0, locked_until = '-infinity', "
      "updated_at "
      "= now() WHERE userid = $1";
  if (transaction.run(sql, {folded(userid), hash}).affected == 0) return false;
  transaction.run("DELETE FROM web_session WHERE lower(userid) = $1 AND id <> $2",
                  {folded(userid), sha256_hex(kept_cookie)});
  return true;
}

void note_failure(Transaction& transaction, const std::string& userid, Time now) {
  static constexpr const char* sql = R"(
UPDATE desk_account
SET failures = CASE WHEN failures >= 4 THEN 0 ELSE failures + 1 END,
    locks = CASE WHEN failures >= 4 THEN least(locks + 1, 7) ELSE locks END,
    locked_until = CASE WHEN failures >= 4
                        THEN to_timestamp($2::float8 / 1000) + least(interval '15 minutes' * 2 ^ locks, interval '1 day')
                        ELSE locked_until END
WHERE userid = $1)";
  transaction.run(sql, {folded(userid), ms(now)});
}

void note_success(Transaction& transaction, const std::string& userid) {
  transaction.run(
      "UPDATE desk_account SET failures = 0, locks = 0 WHERE userid = $1 AND (failures > 0 OR locks > 0)",
      {folded(userid)});
}

void open_session(Transaction& transaction, const std::string& cookie, const WebSession& session, Time now) {
  static constexpr const char* sql =
      "INSERT INTO web_session (id, org, userid, name, way, made_at, seen_at, remote, agent) VALUES ($1, $2, "
      "$3, $4, $5, to_timestamp($6::float8 / 1000), to_timestamp($6::float8 / 1000), $7, $8)";
  transaction.run(sql, {sha256_hex(cookie), session.org, session.userid, session.name, session.way, ms(now),
                        session.remote, session.agent});
}

std::optional<WebSession> live_session(Transaction& transaction, const std::string& cookie, Time now) {
  // Written at most once a minute: reading a page stays a read.
  static constexpr const char* seen =
      "UPDATE web_session SET seen_at = to_timestamp($2::float8 / 1000) WHERE id = $1";
  static constexpr const char* sql =
      "SELECT s.org, s.userid, s.name, s.way, CASE WHEN a.until < to_timestamp($2::float8 / 1000) THEN "
      "'ended' ELSE coalesce(a.role, '') END AS role, "
      "coalesce((extract(epoch FROM s.second_at) * 1000)::bigint, 0) AS second_at, "
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
  return WebSession{rows[0].text("org"), rows[0].text("userid"), rows[0].text("name"),
                    rows[0].text("way"), rows[0].text("role"),   Time{Millis{rows[0].number("second_at")}}};
}

void renew_session(Transaction& transaction, const std::string& cookie, const std::string& fresh,
                   Time second_at) {
  transaction.run("UPDATE web_session SET id = $2, second_at = to_timestamp($3::float8 / 1000) WHERE id = $1",
                  {sha256_hex(cookie), sha256_hex(fresh), second_at == Time{} ? Arg{} : Arg(ms(second_at))});
}

void step_up_session(Transaction& transaction, const std::string& cookie, Time now) {
  transaction.run("UPDATE web_session SET second_at = to_timestamp($2::float8 / 1000) WHERE id = $1",
                  {sha256_hex(cookie), ms(now)});
}

std::vector<WebSession> sessions_of(Transaction& transaction, const std::string& userid) {
  static constexpr const char* sql =
      "SELECT id, org, userid, name, way, remote, agent, (extract(epoch FROM made_at) * 1000)::bigint AS "
      "made_at, (extract(epoch FROM seen_at) * 1000)::bigint AS seen_at, coalesce((extract(epoch FROM "
      "second_at) * 1000)::bigint, 0) AS second_at FROM web_session WHERE lower(userid) = $1 ORDER BY "
      "seen_at "
      "DESC LIMIT 100";
  std::vector<WebSession> sessions;
  for (const auto& row : transaction.run(sql, {folded(userid)})) {
    const auto at = [&](const char* column) { return Time{Millis{row.number(column)}}; };
    sessions.push_back({row.text("org"), row.text("userid"), row.text("name"), row.text("way"), "",
                        at("second_at"), row.text("remote"), row.text("agent"), at("made_at"), at("seen_at"),
                        row.text("id")});
  }
  return sessions;
}

bool close_session_named(Transaction& transaction, const std::string& userid, const std::string& id) {
  return transaction.run("DELETE FROM web_session WHERE id = $1 AND lower(userid) = $2", {id, folded(userid)})
             .affected > 0;
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

bool address_may_try(Transaction& transaction, const std::string& address, Time now) {
  return transaction
      .run(
          "SELECT 1 FROM login_address WHERE address = $1 AND locked_until > to_timestamp($2::float8 / 1000)",
          {address, ms(now)})
      .empty();
}

void note_address_failure(Transaction& transaction, const std::string& address, Time now) {
  static constexpr const char* sql = R"(
INSERT INTO login_address AS a (address, failures, since) VALUES ($1, 1, to_timestamp($2::float8 / 1000))
ON CONFLICT (address) DO UPDATE
SET failures = CASE WHEN a.since < excluded.since - interval '10 minutes' THEN 1 WHEN a.failures >= 19 THEN 0 ELSE a.failures + 1 END,
    since = CASE WHEN a.since < excluded.since - interval '10 minutes' OR a.failures >= 19 THEN excluded.since ELSE a.since END,
    locks = CASE WHEN a.failures >= 19 AND a.since >= excluded.since - interval '10 minutes' THEN least(a.locks + 1, 8) ELSE a.locks END,
    locked_until = CASE WHEN a.failures >= 19 AND a.since >= excluded.since - interval '10 minutes'
                        THEN excluded.since + least(interval '10 minutes' * 2 ^ a.locks, interval '1 day') ELSE a.locked_until END)";
  transaction.run(sql, {address, ms(now)});
}

void tidy_sessions(Transaction& transaction, Time now) {
  transaction.run(
      "DELETE FROM web_session WHERE seen_at < to_timestamp($1::float8 / 1000) - interval '1 hour'",
      {ms(now)});
  transaction.run("DELETE FROM web_login WHERE made_at < to_timestamp($1::float8 / 1000) - interval '1 hour'",
                  {ms(now)});
  transaction.run(
      "DELETE FROM login_address WHERE since < to_timestamp($1::float8 / 1000) - interval '2 days'",
      {ms(now)});
  transaction.run("DELETE FROM web_form WHERE made_at < to_timestamp($1::float8 / 1000) - interval '7 days'",
                  {ms(now)});
}
