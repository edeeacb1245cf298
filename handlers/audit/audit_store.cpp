#include "handlers/audit/audit_store.h"

namespace {

constexpr const char* insert_sql = R"(
INSERT INTO audit (actor, role, act, thing, detail, reason, way, remote)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[]))";

constexpr const char* unmasked_sql =
    "SELECT count(*) AS count FROM audit WHERE actor = $1 AND act = 'unmask' AND at > now() - interval '24 "
    "hours'";

constexpr const char* columns =
    "SELECT id, (extract(epoch FROM at) * 1000)::bigint AS at, actor, role, act, thing, detail, reason, way, "
    "remote FROM audit_trail WHERE id > 0";

AuditEntry entry_of(const Row& row) {
  AuditEntry entry;
  entry.id = row.number("id");
  entry.at = Time{Millis{row.number("at")}};
  entry.row = {row.text("actor"),  row.text("role"),   row.text("act"), row.text("thing"),
               row.text("detail"), row.text("reason"), row.text("way"), row.text("remote")};
  return entry;
}

/// "ticket:1002" -> "1002"; "0" for what is no ticket.
std::string ticket_of(const std::string& thing) {
  const std::string kind = "ticket:";
  const auto number = thing.starts_with(kind) ? thing.substr(kind.size()) : "";
  const bool whole =
      !number.empty() && number.size() < 18 && number.find_first_not_of("0123456789") == std::string::npos;
  return whole ? number : "0";
}

}  // namespace

void audit(Transaction& transaction, const std::vector<AuditRow>& rows) {
  if (rows.empty()) return;
  std::vector<std::vector<std::string>> columns_of(8);
  for (const auto& row : rows) {
    std::size_t column = 0;
    for (const auto* value :
         {&row.actor, &row.role, &row.act, &row.thing, &row.detail, &row.reason, &row.way, &row.remote})
      columns_of[column++].push_back(*value);
  }
  std::vector<Arg> args;
  for (const auto& column : columns_of) args.emplace_back(text_array(column));
  transaction.run(insert_sql, args);
}

int unmasked_lately(Transaction& transaction, const std::string& actor) {
  return static_cast<int>(transaction.run(unmasked_sql, {actor})[0].number("count"));
}

std::vector<AuditEntry> audit_list(Transaction& transaction, const AuditFilter& filter) {
  std::string sql = columns;
  std::vector<Arg> args;
  const auto where = [&](const char* condition, const std::string& value, const char* end = "") {
    if (value.empty()) return;
    args.emplace_back(value);
    sql += std::string(" AND ") + condition + "$" + std::to_string(args.size()) + end;
  };
  where("actor = ", filter.actor);
  where("act = ", filter.act);
  where("thing = ", filter.thing);
  if (!filter.thing.empty()) where("ticket IN (0, 0::bigint + ", ticket_of(filter.thing), ")");
  where("id < 0::bigint + ", filter.before == 0 ? "" : std::to_string(filter.before));
  args.emplace_back(std::to_string(filter.limit));
  sql += " ORDER BY id DESC LIMIT $" + std::to_string(args.size()) + "::int";
  std::vector<AuditEntry> entries;
  for (const auto& row : transaction.run(sql, args)) entries.push_back(entry_of(row));
  return entries;
}
