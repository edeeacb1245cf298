#include "handlers/accounts/second_store.h"

#include "gateway/crypto.h"
#include "gateway/crypto_seal.h"
#include "handlers/accounts/one_time.h"
#include "handlers/intake/directory.h"

namespace {

std::string ms(Time at) { return std::to_string(at.time_since_epoch().count()); }
std::string purpose_of(const std::string& userid) { return "second factor of " + userid; }

std::string opened(const std::string& sealed, const std::string& userid, const Secret& key) {
  return sealed.empty() ? "" : unseal(key.reveal(), purpose_of(userid), sealed).value_or("");
}

std::string recovery_hash(const std::string& userid, const std::string& typed) {
  return sha256_hex(userid + "\n" + plain_recovery_code(typed));
}

constexpr const char* select_sql =
    "SELECT secret, proposed, step, locked_until > to_timestamp($2::float8 / 1000) AS locked, (SELECT "
    "count(*) "
    "FROM recovery_code r WHERE r.userid = s.userid) AS codes FROM second_factor s WHERE userid = $1";
// Whoever tries a code holds the row: of a hundred at one moment, one finds the step unused.
constexpr const char* lock_sql = R"(
SELECT secret, proposed, step, locked_until > to_timestamp($2::float8 / 1000) AS locked
FROM second_factor WHERE userid = $1 FOR UPDATE)";
constexpr const char* failure_sql = R"(
UPDATE second_factor
SET failures = CASE WHEN failures >= 4 THEN 0 ELSE failures + 1 END,
    locks = CASE WHEN failures >= 4 THEN least(locks + 1, 7) ELSE locks END,
    locked_until = CASE WHEN failures >= 4
                        THEN to_timestamp($2::float8 / 1000) + least(interval '15 minutes' * 2 ^ locks, interval '1 day')
                        ELSE locked_until END
WHERE userid = $1)";
constexpr const char* success_sql =
    "UPDATE second_factor SET step = greatest(step, $2::bigint), failures = 0, locks = 0 WHERE userid = $1";

}  // namespace

SecondFactor second_factor(Transaction& transaction, const std::string& userid, const Secret& key, Time now) {
  const auto id = folded(userid);
  const auto rows = transaction.run(select_sql, {id, ms(now)});
  if (rows.empty()) return {};
  return {!rows[0].text("secret").empty(), rows[0].flag("locked"), opened(rows[0].text("proposed"), id, key),
          static_cast<std::size_t>(rows[0].number("codes"))};
}

std::string propose_second(Transaction& transaction, const std::string& userid, const Secret& key, Time now) {
  const auto id = folded(userid);
  const auto known = second_factor(transaction, id, key, now);
  if (!known.proposed.empty()) return known.proposed;
  auto secret = new_otp_secret();
  transaction.run(
      "INSERT INTO second_factor (userid, proposed) VALUES ($1, $2) ON CONFLICT (userid) DO UPDATE SET "
      "proposed = excluded.proposed",
      {id, seal(key.reveal(), purpose_of(id), secret)});
  return secret;
}

void drop_proposal(Transaction& transaction, const std::string& userid) {
  transaction.run("UPDATE second_factor SET proposed = '' WHERE userid = $1 AND proposed <> ''",
                  {folded(userid)});
}

SecondCheck take_second(Transaction& transaction, const std::string& userid, const std::string& code,
                        const Secret& key, Time now) {
  const auto id = folded(userid);
  const auto rows = transaction.run(lock_sql, {id, ms(now)});
  if (rows.empty() || rows[0].text("secret").empty()) return SecondCheck::wrong;
  if (rows[0].flag("locked")) return SecondCheck::locked;
  if (const auto step =
          otp_step(opened(rows[0].text("secret"), id, key), code, now, rows[0].number("step"))) {
    transaction.run(success_sql, {id, std::to_string(*step)});
    return SecondCheck::code;
  }
  if (transaction
          .run("DELETE FROM recovery_code WHERE userid = $1 AND code = $2", {id, recovery_hash(id, code)})
          .affected > 0) {
    transaction.run(success_sql, {id, "0"});
    return SecondCheck::recovery;
  }
  transaction.run(failure_sql, {id, ms(now)});
  return SecondCheck::wrong;
}

std::vector<std::string> enrol_second(Transaction& transaction, const std::string& userid,
                                      const std::string& code, const Secret& key, Time now) {
  const auto id = folded(userid);
  const auto rows = transaction.run(lock_sql, {id, ms(now)});
  if (rows.empty() || rows[0].flag("locked")) return {};
  const auto step = otp_step(opened(rows[0].text("proposed"), id, key), code, now, 0);
  if (!step) {
    transaction.run(failure_sql, {id, ms(now)});
    return {};
  }
  transaction.run(
      "UPDATE second_factor SET secret = proposed, proposed = '', step = $2::bigint, failures = 0, locks = "
      "0, "
      "since = to_timestamp($3::float8 / 1000) WHERE userid = $1",
      {id, std::to_string(*step), ms(now)});
  return renew_recovery_codes(transaction, id);
}

std::vector<std::string> renew_recovery_codes(Transaction& transaction, const std::string& userid) {
  const auto id = folded(userid);
  auto codes = new_recovery_codes();
  std::vector<std::string> hashes;
  for (const auto& code : codes) hashes.push_back(recovery_hash(id, code));
  transaction.run("DELETE FROM recovery_code WHERE userid = $1", {id});
  transaction.run("INSERT INTO recovery_code (userid, code) SELECT $1, unnest($2::text[])",
                  {id, text_array(hashes)});
  return codes;
}

bool forget_second(Transaction& transaction, const std::string& userid) {
  transaction.run("DELETE FROM recovery_code WHERE userid = $1", {folded(userid)});
  return transaction.run("DELETE FROM second_factor WHERE userid = $1", {folded(userid)}).affected > 0;
}
