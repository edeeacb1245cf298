#pragma once
#include <toml++/toml.h>

#include <string>
#include <vector>

#include "gateway/config.h"

/// One table of the file, read key by key; what is wrong is noted with its line, and reading goes on. Only
/// for config*.cpp.
class TomlTable {
 public:
  TomlTable(const toml::table& table, std::string name, std::vector<ConfigProblem>& problems)
      : table_(table), name_(std::move(name)), problems_(problems) {}

  void text(const char* key, std::string& into);
  void required(const char* key, std::string& into);
  void number(const char* key, long long least, long long most, long long& into);
  template <class Int>
  void count(const char* key, long long least, long long most, Int& into) {
    long long value = static_cast<long long>(into);
    number(key, least, most, value);
    into = static_cast<Int>(value);
  }
  void flag(const char* key, bool& into);
  void duration(const char* key, Seconds least, Seconds most, Seconds& into);  // "10s", "5m", "2h"
  void choice(const char* key, const std::vector<std::string>& allowed, std::string& into);
  void texts(const char* key, std::vector<std::string>& into);
  /// "file:PATH", "env:NAME", or the value itself where `inline_allowed`.
  void secret(const char* key, bool inline_allowed, Secret& into);
  void problem(const char* key, const std::string& text);
  bool has(const char* key) const { return table_.contains(key); }
  const toml::table* table(const char* key);
  const toml::array* tables(const char* key);
  /// Keys nobody asked for, with the nearest that is known.
  void end();
  int line() const { return static_cast<int>(table_.source().begin.line); }

 private:
  const toml::node* find(const char* key);

  const toml::table& table_;
  std::string name_;
  std::vector<ConfigProblem>& problems_;
  std::vector<std::string> known_;
};

/// The known key nearest to `wrong` (edit distance at most 3); empty: none is near.
std::string nearest_key(const std::string& wrong, const std::vector<std::string>& known);
