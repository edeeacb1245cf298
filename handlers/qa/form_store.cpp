#include "handlers/qa/form_store.h"

#include "gateway/crypto.h"

namespace {

struct FormPace {
  long long most, most_a_day;
};
constexpr FormPace of_reports{6, 40}, of_words{20, 200};
constexpr long long most_of_address = 60;

/// Reports and added words are counted apart.
std::string sender_key(const FormSender& sender) {
  return sender.kind == FormKind::words ? "words " + sender.person : sender.person;
}

std::string millis_of_form(Time at) { return std::to_string(at.time_since_epoch().count()); }

std::string digest_of(const std::string& address) { return sha256_hex("address " + address).substr(0, 32); }

}  // namespace

long long ticket_of_form(Transaction& transaction, const std::string& token) {
  transaction.run("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", {token});
  const auto rows = transaction.run("SELECT ticket FROM web_form WHERE token = $1", {token});
  return rows.empty() ? 0 : rows[0].number("ticket");
}

void keep_form(Transaction& transaction, const std::string& token, long long ticket) {
  transaction.run("INSERT INTO web_form (token, ticket) VALUES ($1, $2)", {token, std::to_string(ticket)});
}

void keep_form(Transaction& transaction, const std::string& token, long long ticket, const FormSender& sender,
               Time now) {
  transaction.run(
      "INSERT INTO web_form (token, ticket, person, address, made_at) VALUES ($1, $2, $3, $4, "
      "to_timestamp($5::bigint / 1000.0))",
      {token, std::to_string(ticket), sender_key(sender), digest_of(sender.address), millis_of_form(now)});
}

bool may_send_form(Transaction& transaction, const FormSender& sender, Time now) {
  static constexpr const char* sql = R"(
SELECT count(*) FILTER (WHERE person = $1 AND made_at > recent.since) AS of_person,
  count(*) FILTER (WHERE person = $1) AS of_person_a_day,
  count(*) FILTER (WHERE address = $2 AND made_at > recent.since) AS of_address
FROM web_form, (SELECT to_timestamp($3::bigint / 1000.0) - interval '10 minutes' AS since) recent
WHERE (person = $1 AND made_at > recent.since - interval '1 day') OR (address = $2 AND made_at > recent.since))";
  const auto key = sender_key(sender);
  const auto& pace = sender.kind == FormKind::words ? of_words : of_reports;
  transaction.run("SELECT pg_advisory_xact_lock(hashtextextended($1, 1))", {key});
  const auto rows = transaction.run(sql, {key, digest_of(sender.address), millis_of_form(now)});
  const auto& row = rows[0];
  return row.number("of_person") < pace.most && row.number("of_person_a_day") < pace.most_a_day &&
         row.number("of_address") < most_of_address;
}
