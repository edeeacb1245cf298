#include "handlers/sla/duty_store.h"

namespace {

constexpr const char* columns =
    "id, roster, person, other, made_by, (extract(epoch FROM from_at) * 1000)::bigint AS from_at, "
    "(extract(epoch FROM to_at) * 1000)::bigint AS to_at";

std::string millis_of_change(Time at) { return std::to_string(at.time_since_epoch().count()); }

std::vector<DutyChange> changes_of(const Rows& rows) {
  std::vector<DutyChange> changes;
  for (const auto& row : rows)
    changes.push_back({row.number("id"), row.text("roster"), Time{Millis{row.number("from_at")}},
                       Time{Millis{row.number("to_at")}}, row.text("person"), row.text("other"),
                       row.text("made_by")});
  return changes;
}

}  // namespace

std::vector<DutyChange> duty_changes(Transaction& transaction, Time now) {
  static const std::string sql =
      std::string("SELECT ") + columns +
      " FROM duty_change WHERE undone_at IS NULL AND to_at > to_timestamp($1::bigint / 1000.0) - "
      "interval '60 days' ORDER BY id";
  return changes_of(transaction.run(sql, {millis_of_change(now)}));
}

long long add_duty_change(Transaction& transaction, const DutyChange& change) {
  return transaction
      .run(
          "INSERT INTO duty_change (roster, from_at, to_at, person, other, made_by) VALUES ($1, "
          "to_timestamp($2::bigint / "
          "1000.0), to_timestamp($3::bigint / 1000.0), $4, $5, $6) RETURNING id",
          {change.roster, millis_of_change(change.from), millis_of_change(change.to), change.person,
           change.other, change.made_by})[0]
      .number("id");
}

std::vector<DutyChange> undo_duty_change(Transaction& transaction, long long id) {
  static const std::string sql =
      std::string(
          "UPDATE duty_change SET undone_at = now() WHERE id = $1::bigint AND undone_at IS NULL RETURNING ") +
      columns;
  return changes_of(transaction.run(sql, {std::to_string(id)}));
}
