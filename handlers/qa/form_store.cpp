#include "handlers/qa/form_store.h"

long long ticket_of_form(Transaction& transaction, const std::string& token) {
  transaction.run("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", {token});
  const auto rows = transaction.run("SELECT ticket FROM web_form WHERE token = $1", {token});
  return rows.empty() ? 0 : rows[0].number("ticket");
}

void keep_form(Transaction& transaction, const std::string& token, long long ticket) {
  transaction.run("INSERT INTO web_form (token, ticket) VALUES ($1, $2)", {token, std::to_string(ticket)});
}
