#include "handlers/sla/contact_way_store.h"

#include "handlers/intake/directory.h"
#include "handlers/sla/contact_ways.h"

namespace {
constexpr const char* all_sql =
    "SELECT person, kind, target, hours, wait_seconds FROM contact_way ORDER BY person, place";
constexpr const char* add_sql =
    "INSERT INTO contact_way (person, place, kind, target, hours, wait_seconds) VALUES ($1, $2::int, $3, $4, "
    "$5, "
    "$6::int)";
}  // namespace

std::map<std::string, std::vector<ContactWay>> own_ways(Transaction& transaction) {
  std::map<std::string, std::vector<ContactWay>> all;
  for (const auto& row : transaction.run(all_sql)) {
    const auto kind = way_kind_named(row.text("kind"));
    const auto hours = hours_of(row.text("hours"));
    if (!kind || !hours) continue;  // written by a later version
    all[row.text("person")].push_back(
        {*kind, row.text("target"), *hours, Seconds{row.number("wait_seconds")}});
  }
  return all;
}

void hold_own_ways(Transaction& transaction, const std::string& userid) {
  transaction.run("SELECT pg_advisory_xact_lock(hashtext('contact_way ' || $1))", {folded(userid)});
}

void put_own_ways(Transaction& transaction, const std::string& userid, const std::vector<ContactWay>& ways) {
  transaction.run("DELETE FROM contact_way WHERE person = $1", {folded(userid)});
  int place = 0;
  for (const auto& way : ways)
    transaction.run(add_sql, {folded(userid), std::to_string(++place), name_of(way.kind), way.to,
                              hours_text(way.hours), std::to_string(way.wait.count())});
}
