#include <nlohmann/json.hpp>

#include "bot/text.h"
#include "handlers/knowledge/article_rows.h"
#include "handlers/knowledge/status.h"

namespace {

using nlohmann::json;

std::string problem_of(const IncidentStatus& status, Time now) {
  if (trimmed(status.text).empty()) return "there is no text to answer with";
  if (code_points(status.text) > 300) return "the text is longer than 300 characters";
  if (status.until <= now) return "its end lies in the past";
  if (status.system.empty() && status.patterns.empty() && status.keywords.empty())
    return "neither system nor pattern nor words: it would answer everything";
  Article article;
  article.id = "status";
  article.patterns = status.patterns;
  article.keywords = status.keywords;
  for (const auto& fault : pattern_faults(article)) return "pattern " + fault.text;
  return {};
}

}  // namespace

Result<long long> set_status(Transaction& transaction, const IncidentStatus& status, Time now) {
  static constexpr const char* sql =
      "INSERT INTO incident_status (system, title, text, patterns, keywords, set_by, set_at, until, ticket) "
      "VALUES ($1, $2, $3, $4::jsonb, $5::jsonb, $6, to_timestamp($7::bigint / 1000.0), "
      "to_timestamp($8::bigint / 1000.0), $9::bigint) RETURNING id";
  static constexpr const char* replaced_sql =
      "UPDATE incident_status SET cleared_at = to_timestamp($2::bigint / 1000.0) WHERE ticket = $1::bigint "
      "AND ticket <> 0 AND cleared_at IS NULL";
  if (auto problem = problem_of(status, now); !problem.empty()) return Error{Kind::bad_input, problem};
  if (status.ticket != 0) transaction.run(replaced_sql, {std::to_string(status.ticket), millis_of(now)});
  return transaction
      .run(sql, {status.system, status.title, trimmed(status.text), json(status.patterns).dump(),
                 json(status.keywords).dump(), status.set_by, millis_of(now), millis_of(status.until),
                 std::to_string(status.ticket)})[0]
      .number("id");
}

bool clear_status(Transaction& transaction, long long id, Time now) {
  static constexpr const char* sql =
      "UPDATE incident_status SET cleared_at = to_timestamp($2::bigint / 1000.0) WHERE id = $1::bigint "
      "AND cleared_at IS NULL AND until > to_timestamp($2::bigint / 1000.0)";
  return transaction.run(sql, {std::to_string(id), millis_of(now)}).affected > 0;
}

std::vector<IncidentStatus> open_statuses(Transaction& transaction, Time now) {
  static constexpr const char* sql =
      "SELECT id, ticket, system, title, text, patterns, keywords, set_by, (extract(epoch FROM set_at) * "
      "1000)::bigint AS set_at, (extract(epoch FROM until) * 1000)::bigint AS until FROM incident_status "
      "WHERE cleared_at IS NULL AND until > to_timestamp($1::bigint / 1000.0) ORDER BY id DESC";
  std::vector<IncidentStatus> open;
  for (const auto& row : transaction.run(sql, {millis_of(now)})) {
    IncidentStatus status;
    status.id = row.number("id");
    status.ticket = row.number("ticket");
    status.system = row.text("system");
    status.title = row.text("title");
    status.text = row.text("text");
    status.patterns = json::parse(row.text("patterns")).get<std::vector<std::string>>();
    status.keywords = json::parse(row.text("keywords")).get<std::vector<std::vector<std::string>>>();
    status.set_by = row.text("set_by");
    status.set_at = time_at(row.number("set_at"));
    status.until = time_at(row.number("until"));
    open.push_back(std::move(status));
  }
  return open;
}
