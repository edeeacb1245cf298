#include "gateway/store/migrate.h"

#include "gateway/store/database.h"

namespace {

constexpr const char* make_table =
    "CREATE TABLE IF NOT EXISTS migration (name text PRIMARY KEY, digest text NOT NULL, applied_at "
    "timestamptz NOT NULL DEFAULT now())";
// Any constant that nobody else locks: the ASCII of "duty".
constexpr const char* one_at_a_time = "SELECT pg_advisory_xact_lock(1685419129)";

enum class Step { already, applied, changed };

Step apply(Transaction& transaction, const Migration& migration) {
  transaction.run(one_at_a_time);
  const auto known = transaction.run("SELECT digest = md5($2) AS same FROM migration WHERE name = $1",
                                     {migration.name, migration.sql});
  if (!known.empty()) return known[0].flag("same") ? Step::already : Step::changed;
  transaction.script(migration.sql);
  transaction.run("INSERT INTO migration (name, digest) VALUES ($1, md5($2))",
                  {migration.name, migration.sql});
  return Step::applied;
}

}  // namespace

Result<std::vector<std::string>> migrate(const std::string& database) {
  Connection connection(database);
  const auto table = connection.transact([](Transaction& transaction) {
    transaction.run(one_at_a_time);
    transaction.script(make_table);
    return Done{};
  });
  if (!table) return table.error();
  std::vector<std::string> applied;
  for (const auto& migration : migrations()) {
    const auto step =
        connection.transact([&](Transaction& transaction) { return apply(transaction, migration); });
    if (!step) return Error{step.error().kind, "migration " + migration.name + ": " + step.error().text};
    if (*step == Step::changed)
      return Error{Kind::conflict, "migration " + migration.name + " differs from what was applied"};
    if (*step == Step::applied) applied.push_back(migration.name);
  }
  return applied;
}
