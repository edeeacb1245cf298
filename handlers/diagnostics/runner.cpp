#include "handlers/diagnostics/runner.h"

#include <future>
#include <nlohmann/json.hpp>

#include "bot/mask.h"
#include "gateway/log.h"
#include "gateway/store/database.h"

namespace {

constexpr std::size_t most_answer_bytes = 1024 * 1024;
constexpr Millis grace{4000};  // connecting, and the way back of an answer
constexpr Seconds knock_limit{5};

/// Each value by itself and cut by the server, so that no row is larger than we can hold; the columns in
/// their order, whatever their types. A query that writes is refused by the transaction.
std::string limited(const std::string& query, int most_rows) {
  return "SELECT x.r, c.key, left(c.value, 4000) AS value FROM (SELECT row_number() OVER () AS r, to_json(q) "
         "AS j FROM (SELECT * FROM (\n" +
         query + "\n) AS u LIMIT " + std::to_string(most_rows + 1) +
         ") AS q) AS x CROSS JOIN LATERAL json_each_text(x.j) WITH ORDINALITY AS c(key, value, place) ORDER "
         "BY "
         "x.r, c.place LIMIT 10000";
}

Findings findings_of_rows(const Rows& rows) {
  Findings found;
  long long row = 0;
  for (const auto& cell : rows) {
    if (cell.number("r") != row) found.rows.emplace_back();
    row = cell.number("r");
    if (found.rows.size() == 1) found.columns.push_back(cell.text("key"));
    found.rows.back().push_back(cell.text("value"));
  }
  return found;
}

/// "57014 ERROR: canceling …" → what it means; its words may hold values, so only the code is shown.
LookedUp refused_by_database(const Error& error) {
  const auto code = error.text.substr(0, 5);
  const bool state = error.text.size() > 5 && error.text[5] == ' ' &&
                     code.find_first_not_of("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") == code.npos;
  if (code == "57014") return {"late", {}, {}};
  if (!state) return {error.kind == Kind::try_later ? "away" : "refused", {}, {}};
  return {"refused", "SQLSTATE " + code, {}};
}

std::string settings_of(const TargetConfig& target) {
  if (target.password.empty()) return target.address;
  std::string quoted;
  for (const char c : target.password.reveal()) {
    if (c == '\'' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return target.address + " password='" + quoted + "'";
}

Result<Rows> rows_within(const TargetConfig& target, const std::string& sql,
                         const std::vector<std::string>& values, Connection::ReadOnly how,
                         const std::stop_token& stop = {}) {
  Connection connection(settings_of(target), how);
  auto asked = std::async(std::launch::async, [&] {
    const std::vector<Arg> args(values.begin(), values.end());
    return connection.transact([&](Transaction& transaction) { return transaction.run(sql, args); });
  });
  // The server's own limit ends a slow query; this ends a wait for a server that has stopped, or ours when we
  // do. Again and again, as there may not have been anything to cut yet.
  const auto until = std::chrono::steady_clock::now() + how.limit + grace;
  bool late = false;
  while (asked.wait_for(Millis{100}) == std::future_status::timeout) {
    late = late || std::chrono::steady_clock::now() > until;
    if (late || stop.stop_requested()) connection.cut();
  }
  auto rows = asked.get();
  return late ? Result<Rows>(Error{Kind::try_later, "no answer in time"}) : std::move(rows);
}

LookedUp look_up_sql(const Diagnostic& diagnostic, const DiagnosticCall& call, const TargetConfig& target,
                     int minutes_east, const std::stop_token& stop) {
  const auto rows = rows_within(target, limited(call.text, diagnostic.most_rows), call.values,
                                {diagnostic.timeout, minutes_east}, stop);
  if (!rows) {
    auto refused = refused_by_database(rows.error());
    // Where the server itself spoke its words may repeat a value; where none answered they are ours.
    const auto why = refused.detail.empty() ? mask(rows.error().text, Sink::log) : refused.detail;
    log_warn("lookup_failed", {{"lookup", diagnostic.id}, {"error", why}});
    return refused;
  }
  return {"found", {}, findings_of_rows(*rows)};
}

HttpRequest request_of(const TargetConfig& target, const std::string& method, const std::string& path,
                       const std::string& body) {
  HttpRequest request;
  request.method = method;
  request.url = target.address + path;
  request.headers["accept"] = "application/json";
  if (!body.empty()) request.headers["content-type"] = "application/json";
  if (!target.authorization.empty()) request.headers["authorization"] = target.authorization.reveal();
  request.body = body;
  return request;
}

LookedUp failed(const Error& error) {
  if (error.text.starts_with("answer over")) return {"too_large", {}, {}};
  if (error.kind == Kind::try_later) return {"away", {}, {}};
  return {error.text == "no answer in time" ? "late" : "away", {}, {}};
}

/// The status, and Elasticsearch's name of the error where it gives one.
std::string status_of(const HttpResponse& answer) {
  auto words = "HTTP " + std::to_string(answer.status);
  const auto body = nlohmann::json::parse(answer.body, nullptr, false);
  if (!body.is_object() || !body.contains("error") || !body["error"].is_object()) return words;
  const auto type = body["error"].value("type", nlohmann::json());
  if (!type.is_string()) return words;
  const auto name = type.get<std::string>();
  const bool plain = name.size() < 60 && name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == name.npos;
  return plain ? words + " " + name : words;
}

LookedUp look_up_http(const Diagnostic& diagnostic, const DiagnosticCall& call, const TargetConfig& target,
                      const std::stop_token& stop) {
  const bool search = diagnostic.kind == Diagnostic::Kind::elasticsearch;
  auto path = call.path;
  if (search)
    path += "?size=" + std::to_string(diagnostic.most_rows + 1) +
            "&timeout=" + std::to_string(diagnostic.timeout.count()) + "s";
  HttpClient http(most_answer_bytes, diagnostic.timeout);
  const auto answer = http.send(request_of(target, search ? "POST" : diagnostic.method, path, call.text),
                                diagnostic.timeout, stop);
  if (!answer) {
    log_warn("lookup_failed", {{"lookup", diagnostic.id}, {"error", mask(answer.error().text, Sink::log)}});
    return failed(answer.error());
  }
  if (answer->status < 200 || answer->status > 299) return {"refused", status_of(*answer), {}};
  auto found =
      search ? findings_of_search(diagnostic, answer->body) : findings_of_http(diagnostic, answer->body);
  if (!found) return {"unreadable", {}, {}};
  return {"found", {}, std::move(*found)};
}

}  // namespace

LookedUp look_up(const Diagnostic& diagnostic, const DiagnosticCall& call, const TargetConfig& target,
                 int minutes_east, const std::stop_token& stop) {
  if (diagnostic.kind == Diagnostic::Kind::sql)
    return look_up_sql(diagnostic, call, target, minutes_east, stop);
  return look_up_http(diagnostic, call, target, stop);
}

Result<std::string> knock_at(const TargetConfig& target) {
  if (target.kind == "postgresql") {
    const auto rows = rows_within(target,
                                  "SELECT current_setting('server_version') AS version, "
                                  "current_setting('transaction_read_only') AS read_only",
                                  {}, {knock_limit, 0});
    if (!rows) return Error{rows.error().kind, mask(rows.error().text, Sink::log)};
    return "PostgreSQL " + (*rows)[0].text("version") + ", read only: " + (*rows)[0].text("read_only");
  }
  HttpClient http(most_answer_bytes, knock_limit);
  const auto answer = http.send(request_of(target, "GET", "/", ""), knock_limit);
  if (!answer) return answer.error();
  // Its root may well be nobody's: what counts is that it speaks, and knows us.
  if (answer->status == 401 || answer->status == 403)
    return Error{Kind::unauthorized, "HTTP " + std::to_string(answer->status)};
  if (answer->status >= 500) return Error{Kind::try_later, "HTTP " + std::to_string(answer->status)};
  return "HTTP " + std::to_string(answer->status);
}
