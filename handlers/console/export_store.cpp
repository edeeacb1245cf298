#include "handlers/console/export_store.h"

namespace {

std::string ms(Time at) { return std::to_string(at.time_since_epoch().count()); }

constexpr const char* columns =
    "SELECT id, person, format, words, reason, whole, total, done, (extract(epoch FROM asked_at) * "
    "1000)::bigint AS asked_at, CASE WHEN state = 'running' AND moved_at < to_timestamp($2::float8 / 1000) - "
    "interval '1 minute' THEN 'failed' ELSE state END AS state FROM export_job WHERE person = $1 AND "
    "asked_at > "
    "to_timestamp($2::float8 / 1000) - interval '1 day'";

ExportJob job_of(const Row& row) {
  return {row.text("id"),      row.text("person"),
          row.text("format"),  row.text("words"),
          row.text("reason"),  row.flag("whole"),
          row.number("total"), row.number("done"),
          row.text("state"),   Time{Millis{row.number("asked_at")}}};
}

}  // namespace

void begin_export(Transaction& transaction, const ExportJob& job, Time now) {
  static constexpr const char* sql =
      "INSERT INTO export_job (id, person, asked_at, moved_at, format, words, whole, reason, total) VALUES "
      "($1, "
      "$2, to_timestamp($3::float8 / 1000), to_timestamp($3::float8 / 1000), $4, $5, $6::bool, $7, "
      "$8::bigint)";
  transaction.run(sql, {job.id, job.person, ms(now), job.format, job.words, job.whole ? "t" : "f", job.reason,
                        std::to_string(job.total)});
}

void add_export_part(Transaction& transaction, const std::string& id, int seq, const std::string& body,
                     long long done, const std::string& state, Time now) {
  if (!body.empty())
    transaction.run("INSERT INTO export_part (job, seq, body) VALUES ($1, $2::int, $3)",
                    {id, std::to_string(seq), body});
  transaction.run(
      "UPDATE export_job SET done = $2::bigint, state = $3, moved_at = to_timestamp($4::float8 / 1000) WHERE "
      "id "
      "= $1",
      {id, std::to_string(done), state, ms(now)});
}

std::vector<ExportJob> exports_of(Transaction& transaction, const std::string& person, Time now) {
  static const std::string sql = std::string(columns) + " ORDER BY asked_at DESC LIMIT 50";
  transaction.run(
      "DELETE FROM export_job WHERE asked_at < to_timestamp($1::float8 / 1000) - interval '1 day'",
      {ms(now)});
  std::vector<ExportJob> jobs;
  for (const auto& row : transaction.run(sql, {person, ms(now)})) jobs.push_back(job_of(row));
  return jobs;
}

std::optional<ExportJob> export_job(Transaction& transaction, const std::string& id,
                                    const std::string& person, Time now) {
  static const std::string sql = std::string(columns) + " AND id = $3";
  const auto rows = transaction.run(sql, {person, ms(now), id});
  if (rows.empty()) return std::nullopt;
  return job_of(rows[0]);
}

std::string export_file(Transaction& transaction, const std::string& id) {
  std::string file;
  for (const auto& row : transaction.run("SELECT body FROM export_part WHERE job = $1 ORDER BY seq", {id}))
    file += row.text("body");
  return file;
}
