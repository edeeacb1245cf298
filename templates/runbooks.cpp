#include "templates/runbooks.h"

#include <algorithm>
#include <filesystem>

#include "templates/clock_table.h"

namespace {

constexpr Seconds longest_limit{72 * 3600};

std::map<std::string, std::string> by_locale(ClockTable& table, const char* key, bool needed) {
  std::map<std::string, std::string> words;
  const auto* node = table.node(key);
  if (node == nullptr) {
    if (needed) table.problem(key, "is missing");
    return words;
  }
  if (node->as_table() == nullptr) {
    table.problem(key, "must name a text for each locale: { \"zh-CN\" = \"…\", en = \"…\" }");
    return words;
  }
  for (const auto& [locale, value] : *node->as_table())
    if (const auto said = value.value_exact<std::string>()) words[std::string(locale.str())] = *said;
  if (!words.contains("zh-CN")) table.problem(key, "lacks zh-CN");
  return words;
}

Runbook read_runbook(ClockTable& root, const std::string& id) {
  Runbook runbook;
  runbook.id = id;
  runbook.title = by_locale(root, "title", true);
  runbook.systems = root.texts("systems");
  runbook.severities = root.texts("severities");
  runbook.words = root.texts("words");
  static const std::vector<std::string> known{"low", "medium", "high", "urgent"};
  for (const auto& severity : runbook.severities)
    if (std::find(known.begin(), known.end(), severity) == known.end())
      root.problem("severities", "\"" + severity + "\" is none of: low, medium, high, urgent");
  if (runbook.systems.empty() && runbook.words.empty())
    root.problem("systems", "neither systems nor words: it would be for everything");
  for (const auto* each : root.tables("step")) {
    ClockTable table(*each, root.problems());
    RunbookStep step;
    step.text = by_locale(table, "text", true);
    step.when = by_locale(table, "when", false);
    table.required("role");
    step.role =
        table.choice("role", {"agent", "tester", "developer", "ops", "product", "contractor", "lead"});
    step.within = table.duration("within", longest_limit);
    table.end();
    runbook.steps.push_back(std::move(step));
  }
  if (runbook.steps.empty()) root.problem("step", "a runbook needs a [[step]]");
  return runbook;
}

}  // namespace

Result<std::vector<Runbook>> load_runbooks(const std::string& folder) {
  namespace fs = std::filesystem;
  std::vector<fs::path> paths;
  std::error_code failed;
  for (auto entry = fs::directory_iterator(folder, failed); !failed && entry != fs::directory_iterator();
       entry.increment(failed))
    if (entry->path().extension() == ".toml") paths.push_back(entry->path());
  std::sort(paths.begin(), paths.end());
  std::vector<Runbook> runbooks;
  std::string problems;
  for (const auto& path : paths) {
    const auto read = read_clock_file(path.string(), [&](ClockTable& root) {
      runbooks.push_back(read_runbook(root, path.stem().string()));
    });
    if (!read) problems += (problems.empty() ? "" : "\n") + read.error().text;
  }
  if (!problems.empty()) return Error{Kind::bad_input, problems};
  return runbooks;
}
