#include "templates/diagnostics.h"

#include <algorithm>
#include <filesystem>

#include "templates/clock_table.h"

namespace {

namespace fs = std::filesystem;
using Words = std::map<std::string, std::string>;

constexpr Seconds longest_window{7 * 86400};
constexpr Seconds longest_timeout{30};  // a person waits for it
constexpr int most_rows = 200, most_kilobytes = 64;

bool is_name(const std::string& name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

Words by_locale(ClockTable& table, const char* key) {
  Words words;
  const auto* node = table.node(key);
  if (node == nullptr) return words;
  const auto* texts = node->as_table();
  if (texts != nullptr)
    for (const auto& [locale, value] : *texts)
      if (const auto said = value.value_exact<std::string>(); said && !said->empty())
        words[std::string(locale.str())] = *said;
  if (texts == nullptr || words.size() != texts->size() || !words.contains("zh-CN"))
    table.problem(key, "must name a text for each locale: { \"zh-CN\" = \"…\", en = \"…\" }");
  return words;
}

void read_kind(ClockTable& table, Diagnostic& one) {
  using Kind = Diagnostic::Kind;
  const auto said = table.choice("kind", {"sql", "http", "elasticsearch", "link"});
  if (said.empty()) return table.problem("kind", "says what it is: sql, http, elasticsearch, link");
  for (const auto kind : {Kind::sql, Kind::http, Kind::elasticsearch, Kind::link})
    if (said == name_of(kind)) one.kind = kind;
  if (one.kind == Kind::link) {
    one.query = table.required("url");
    if (!one.query.starts_with("https://") && !one.query.starts_with("http://"))
      table.problem("url", "must begin with https:// or http://");
    return;
  }
  one.target = table.required("target");
  if (one.kind == Kind::elasticsearch) one.path = table.required("index");
  if (one.kind != Kind::http) {
    one.query = table.required("query");
    return;
  }
  if (const auto method = table.choice("method", {"GET", "POST"}); !method.empty()) one.method = method;
  one.path = table.required("path");
  if (!one.path.starts_with("/")) table.problem("path", "must begin with a slash");
  one.rows = table.text("rows");
  one.query = one.method == "POST" ? table.required("query") : table.text("query");
  if (one.method == "GET" && !one.query.empty()) table.problem("query", "a GET carries no body");
}

void read_limits(ClockTable& table, Diagnostic& one) {
  if (const auto span = table.duration("timeout", longest_timeout); span > Seconds{0}) one.timeout = span;
  if (const auto span = table.duration("before", longest_window); span > Seconds{0}) one.before = span;
  if (const auto span = table.duration("after", longest_window); span > Seconds{0}) one.after = span;
  one.most_rows = table.number("most_rows", 1, most_rows, one.most_rows);
  one.most_bytes = table.number("most_kb", 1, most_kilobytes, one.most_bytes / 1024) * 1024;
}

void read_columns(ClockTable& table, Diagnostic& one) {
  for (const auto* each : table.tables("column")) {
    ClockTable column(*each, table.problems());
    one.columns.push_back(
        {column.required("path"), by_locale(column, "title"),
         column.choice("as", {"phone", "id_number", "account", "customer_name", "card", "password"})});
    column.end();
  }
}

Diagnostic read_diagnostic(ClockTable& table, const std::string& file, const std::string& id) {
  Diagnostic one;
  one.id = id;
  one.title = by_locale(table, "title");
  if (one.title.empty() && table.node("title") == nullptr) table.problem("title", "is missing");
  one.missing = by_locale(table, "missing");
  read_kind(table, one);
  one.systems = table.texts("systems");
  one.forms = table.texts("forms");
  one.at_opening = table.flag("at_opening");
  if (one.at_opening && one.kind == Diagnostic::Kind::link)
    table.problem("at_opening", "a link is opened by a person");
  read_limits(table, one);
  read_columns(table, one);
  const auto* query = one.kind == Diagnostic::Kind::link ? "url" : "query";
  for (const auto& problem : problems_of_query(one)) table.problem(query, problem);
  const auto* node = table.node(query);
  one.where = file + ":" + std::to_string(node == nullptr ? 1 : node->source().begin.line);
  return one;
}

}  // namespace

Result<std::vector<Diagnostic>> load_diagnostics(const std::string& folder) {
  std::vector<fs::path> paths;
  std::error_code failed;
  for (auto entry = fs::directory_iterator(folder, failed); !failed && entry != fs::directory_iterator();
       entry.increment(failed))
    if (entry->path().extension() == ".toml") paths.push_back(entry->path());
  std::sort(paths.begin(), paths.end());
  std::vector<Diagnostic> all;
  std::string problems;
  const auto note = [&](const std::string& text) { problems += (problems.empty() ? "" : "\n") + text; };
  for (const auto& path : paths) {
    const auto file = path.string(), id = path.stem().string();
    if (!is_name(id)) note(file + ":1: a file is named by small letters, digits and _");
    const auto read =
        read_clock_file(file, [&](ClockTable& table) { all.push_back(read_diagnostic(table, file, id)); });
    if (!read) note(read.error().text);
  }
  if (!problems.empty()) return Error{Kind::bad_input, problems};
  return all;
}
