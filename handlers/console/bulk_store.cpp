#include "handlers/console/bulk_store.h"

namespace {

std::string ms(Time at) { return std::to_string(at.time_since_epoch().count()); }

constexpr const char* run_columns =
    "SELECT id, person, org, userid, name, form, state, cut, (extract(epoch FROM made_at) * 1000)::bigint AS "
    "made_at, coalesce((extract(epoch FROM ended_at) * 1000)::bigint, 0) AS ended_at FROM bulk_run";

BulkRun run_of(const Row& row) {
  BulkRun run;
  run.id = row.text("id");
  run.person = row.text("person");
  run.org = row.text("org");
  run.userid = row.text("userid");
  run.name = row.text("name");
  run.form = row.text("form");
  run.state = row.text("state");
  run.cut = row.flag("cut");
  run.made_at = Time{Millis{row.number("made_at")}};
  run.ended_at = Time{Millis{row.number("ended_at")}};
  return run;
}

void add_counts(Transaction& transaction, std::vector<BulkRun>& runs) {
  static constexpr const char* sql =
      "SELECT run, outcome, count(*) AS count FROM bulk_item WHERE run = ANY($1::text[]) GROUP BY run, "
      "outcome";
  std::vector<std::string> ids;
  for (const auto& run : runs) ids.push_back(run.id);
  for (const auto& row : transaction.run(sql, {text_array(ids)}))
    for (auto& run : runs)
      if (run.id == row.text("run")) run.counts[row.text("outcome")] = row.number("count");
}

}  // namespace

long long BulkRun::count(const std::string& outcome) const {
  const auto found = counts.find(outcome);
  return found == counts.end() ? 0 : found->second;
}

long long BulkRun::total() const {
  long long sum = 0;
  for (const auto& [outcome, count] : counts) sum += count;
  return sum;
}

void begin_bulk(Transaction& transaction, const BulkRun& run, const std::vector<long long>& tickets) {
  static constexpr const char* tidy_sql =
      "DELETE FROM bulk_run WHERE (state = 'draft' AND made_at < to_timestamp($1::float8 / 1000) - interval "
      "'1 "
      "day') OR ended_at < to_timestamp($1::float8 / 1000) - interval '14 days'";
  static constexpr const char* run_sql =
      "INSERT INTO bulk_run (id, person, org, userid, name, cut, made_at) VALUES ($1, $2, $3, $4, $5, "
      "$6::bool, "
      "to_timestamp($7::float8 / 1000))";
  static constexpr const char* items_sql =
      "INSERT INTO bulk_item (run, place, ticket) SELECT $1, place, ticket FROM unnest($2::bigint[]) WITH "
      "ORDINALITY AS t (ticket, place)";
  std::vector<std::string> numbers;
  for (const auto number : tickets) numbers.push_back(std::to_string(number));
  transaction.run(tidy_sql, {ms(run.made_at)});
  transaction.run(run_sql,
                  {run.id, run.person, run.org, run.userid, run.name, run.cut ? "t" : "f", ms(run.made_at)});
  transaction.run(items_sql, {run.id, text_array(numbers)});
}

bool choose_bulk(Transaction& transaction, const std::string& id, const std::string& person,
                 const std::string& form) {
  return transaction
             .run("UPDATE bulk_run SET form = $3 WHERE id = $1 AND person = $2 AND state = 'draft'",
                  {id, person, form})
             .affected == 1;
}

bool start_bulk(Transaction& transaction, const std::string& id, const std::string& person, Time now) {
  static constexpr const char* sql =
      "UPDATE bulk_run SET state = 'running', started_at = to_timestamp($3::float8 / 1000) WHERE id = $1 AND "
      "person = $2 AND state = 'draft' AND form <> ''";
  return transaction.run(sql, {id, person, ms(now)}).affected == 1;
}

bool stop_bulk(Transaction& transaction, const std::string& id, const std::string& person, Time now) {
  static constexpr const char* sql =
      "UPDATE bulk_run SET state = 'stopped', ended_at = to_timestamp($3::float8 / 1000) WHERE id = $1 AND "
      "person = $2 AND state = 'running'";
  return transaction.run(sql, {id, person, ms(now)}).affected == 1;
}

std::optional<BulkRun> bulk_run(Transaction& transaction, const std::string& id, const std::string& person) {
  static const std::string sql = std::string(run_columns) + " WHERE id = $1 AND person = $2";
  const auto rows = transaction.run(sql, {id, person});
  if (rows.empty()) return std::nullopt;
  std::vector<BulkRun> runs{run_of(rows[0])};
  add_counts(transaction, runs);
  return runs.front();
}

std::vector<BulkRun> bulk_runs(Transaction& transaction, const std::string& person) {
  static const std::string sql =
      std::string(run_columns) + " WHERE person = $1 AND state <> 'draft' ORDER BY made_at DESC LIMIT 20";
  std::vector<BulkRun> runs;
  for (const auto& row : transaction.run(sql, {person})) runs.push_back(run_of(row));
  add_counts(transaction, runs);
  return runs;
}

std::vector<long long> bulk_tickets(Transaction& transaction, const std::string& id) {
  std::vector<long long> tickets;
  for (const auto& row : transaction.run("SELECT ticket FROM bulk_item WHERE run = $1 ORDER BY place", {id}))
    tickets.push_back(row.number("ticket"));
  return tickets;
}

std::vector<BulkItem> bulk_items(Transaction& transaction, const std::string& id,
                                 const std::vector<std::string>& outcomes, std::size_t limit) {
  static constexpr const char* sql =
      "SELECT place, ticket, outcome, answer FROM bulk_item WHERE run = $1 AND outcome = ANY($2::text[]) "
      "ORDER "
      "BY place LIMIT $3::int";
  std::vector<BulkItem> items;
  for (const auto& row : transaction.run(sql, {id, text_array(outcomes), std::to_string(limit)}))
    items.push_back({static_cast<int>(row.number("place")), row.number("ticket"), row.text("outcome"),
                     row.text("answer")});
  return items;
}

std::optional<BulkStep> hold_bulk_step(Transaction& transaction) {
  static const std::string run_sql =
      std::string(run_columns) +
      " WHERE state = 'running' ORDER BY started_at LIMIT 1 FOR UPDATE SKIP LOCKED";
  // A statement of its own, after the lock: it sees what the gateway before has committed.
  static constexpr const char* item_sql =
      "SELECT place, ticket FROM bulk_item WHERE run = $1 AND outcome = 'waiting' ORDER BY place LIMIT 1 FOR "
      "UPDATE";
  const auto rows = transaction.run(run_sql);
  if (rows.empty()) return std::nullopt;
  BulkStep step{run_of(rows[0]), std::nullopt};
  const auto items = transaction.run(item_sql, {step.run.id});
  if (!items.empty())
    step.item =
        BulkItem{static_cast<int>(items[0].number("place")), items[0].number("ticket"), "waiting", {}};
  return step;
}

void end_bulk_item(Transaction& transaction, const std::string& id, int place, const std::string& outcome,
                   const std::string& answer) {
  transaction.run(
      "UPDATE bulk_item SET outcome = $3, answer = $4 WHERE run = $1 AND place = $2::int AND outcome = "
      "'waiting'",
      {id, std::to_string(place), outcome, answer});
}

void end_bulk(Transaction& transaction, const std::string& id, const std::string& state, Time now) {
  static constexpr const char* sql =
      "UPDATE bulk_run SET state = $2, ended_at = to_timestamp($3::float8 / 1000) WHERE id = $1 AND state = "
      "'running'";
  transaction.run(sql, {id, state, ms(now)});
}
