#pragma once
#include <toml++/toml.h>

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "bot/result.h"
#include "bot/time.h"
#include "templates/layered_toml.h"

/// One table of a file of clocks, look-ups, runbooks or incidents, read key by key; what is wrong is noted
/// with its line, and reading goes on. Only for templates/*.cpp.

struct ClockProblems {
  std::string file, text;
  void add(const toml::node& where, const std::string& what);
};

class ClockTable {
 public:
  ClockTable(const toml::table& table, ClockProblems& problems) : table_(table), problems_(problems) {}

  std::string text(const char* key);
  std::string required(const char* key);
  std::vector<std::string> texts(const char* key);
  int number(const char* key, int least, int most, int otherwise);
  bool flag(const char* key);
  /// "45s", "30m", "4h"; zero: not given.
  Seconds duration(const char* key, Seconds most);
  std::string choice(const char* key, const std::vector<std::string>& allowed);
  /// The node of a key, which then counts as known.
  const toml::node* node(const char* key);
  /// The tables of [[key]].
  std::vector<const toml::table*> tables(const char* key);
  /// Notes what is wrong where the key stands, or at the table.
  void problem(const char* key, const std::string& what);
  /// Keys that nobody asked for.
  void end();
  ClockProblems& problems() { return problems_; }

 private:
  const toml::table& table_;
  ClockProblems& problems_;
  std::set<std::string, std::less<>> known_;
};

/// Calls read(table, problems) with the file's root; every problem of the file comes back as one Error.
template <class Read>
Result<Done> read_clock_file(const std::string& file, Read read, const TextLayer& layer = {}) {
  ClockProblems problems{file, {}};
  try {
    const auto root = parse_layered(file, layer);
    ClockTable table(root, problems);
    read(table);
    table.end();
  } catch (const toml::parse_error& error) {
    problems.text =
        file + ":" + std::to_string(error.source().begin.line) + ": " + std::string(error.description());
  }
  if (!problems.text.empty()) return Error{Kind::bad_input, problems.text};
  return Done{};
}
