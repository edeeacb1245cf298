#include "gateway/config_toml.h"

#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>

namespace {

std::size_t distance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t corner = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const auto above = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, corner + (a[i - 1] == b[j - 1] ? 0U : 1U)});
      corner = above;
    }
  }
  return row[b.size()];
}

/// Seconds of "10s", "5m", "2h"; -1: not a duration.
long long seconds_of(const std::string& text) {
  if (text.size() < 2 || text.size() > 9) return -1;
  long long value = 0;
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    if (text[i] < '0' || text[i] > '9') return -1;
    value = value * 10 + (text[i] - '0');
  }
  switch (text.back()) {
    case 's':
      return value;
    case 'm':
      return value * 60;
    case 'h':
      return value * 3600;
    default:
      return -1;
  }
}

std::string first_line(std::istream& in) {
  std::string line;
  std::getline(in, line);
  while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.pop_back();
  return line;
}

}  // namespace

std::string nearest_key(const std::string& wrong, const std::vector<std::string>& known) {
  std::string best;
  std::size_t least = 4;
  for (const auto& key : known)
    if (const auto far = distance(wrong, key); far < least && far < key.size()) {
      least = far;
      best = key;
    }
  return best;
}

const toml::node* TomlTable::find(const char* key) {
  known_.emplace_back(key);
  return table_.get(key);
}

void TomlTable::problem(const char* key, const std::string& text) {
  const auto* node = table_.get(key);
  const auto line =
      static_cast<int>(node != nullptr ? node->source().begin.line : table_.source().begin.line);
  problems_.push_back({line, name_.empty() ? key : name_ + "." + key, text});
}

void TomlTable::text(const char* key, std::string& into) {
  const auto* node = find(key);
  if (node == nullptr) return;
  if (const auto value = node->value_exact<std::string>())
    into = *value;
  else
    problem(key, "must be text in quotes");
}

void TomlTable::required(const char* key, std::string& into) {
  text(key, into);
  if (!has(key))
    problem(key, "is missing");
  else if (into.empty())
    problem(key, "must not be empty");
}

void TomlTable::number(const char* key, long long least, long long most, long long& into) {
  const auto* node = find(key);
  if (node == nullptr) return;
  const auto value = node->value_exact<std::int64_t>();
  if (value && *value >= least && *value <= most)
    into = *value;
  else
    problem(key, "must be a whole number from " + std::to_string(least) + " to " + std::to_string(most));
}

void TomlTable::flag(const char* key, bool& into) {
  const auto* node = find(key);
  if (node == nullptr) return;
  if (const auto value = node->value_exact<bool>())
    into = *value;
  else
    problem(key, "must be true or false");
}

void TomlTable::duration(const char* key, Seconds least, Seconds most, Seconds& into) {
  const auto* node = find(key);
  if (node == nullptr) return;
  const auto seconds = seconds_of(node->value_exact<std::string>().value_or(""));
  if (seconds >= least.count() && seconds <= most.count())
    into = Seconds{seconds};
  else
    problem(key, "must be a time like \"30s\", \"5m\" or \"2h\", from " + std::to_string(least.count()) +
                     "s to " + std::to_string(most.count()) + "s");
}

void TomlTable::choice(const char* key, const std::vector<std::string>& allowed, std::string& into) {
  const auto* node = find(key);
  if (node == nullptr) return;
  const auto value = node->value_exact<std::string>().value_or("");
  if (std::find(allowed.begin(), allowed.end(), value) != allowed.end()) {
    into = value;
    return;
  }
  std::string list;
  for (const auto& one : allowed) list += (list.empty() ? "" : ", ") + one;
  problem(key, "must be one of " + list);
}

void TomlTable::texts(const char* key, std::vector<std::string>& into) {
  const auto* node = find(key);
  if (node == nullptr) return;
  const auto* list = node->as_array();
  std::vector<std::string> values;
  for (std::size_t i = 0; list != nullptr && i < list->size(); ++i)
    if (const auto value = (*list)[i].value_exact<std::string>()) values.push_back(*value);
  if (list == nullptr || values.size() != list->size()) return problem(key, "must be a list of texts");
  into = std::move(values);
}

void TomlTable::secret(const char* key, bool inline_allowed, Secret& into) {
  std::string value;
  text(key, value);
  if (value.starts_with("env:")) {
    const char* found =
        std::getenv(value.c_str() + 4);  // NOLINT(concurrency-mt-unsafe): before threads start
    if (found == nullptr || *found == '\0') return problem(key, "the environment has no " + value.substr(4));
    into = Secret(found);
  } else if (value.starts_with("file:")) {
    const auto path = value.substr(5);
    struct stat about {};
    if (::stat(path.c_str(), &about) != 0) return problem(key, "cannot read " + path);
    if ((about.st_mode & 0077) != 0) return problem(key, path + " can be read by others: chmod 600 " + path);
    std::ifstream in(path);
    into = Secret(first_line(in));
    if (into.empty()) problem(key, path + " is empty");
  } else if (!value.empty()) {
    if (!inline_allowed)
      return problem(key, "a secret does not belong into this file: use \"file:PATH\" or \"env:NAME\"");
    into = Secret(value);
  }
}

const toml::table* TomlTable::table(const char* key) {
  const auto* node = find(key);
  if (node == nullptr) return nullptr;
  if (!node->is_table()) problem(key, "must be a table: [" + std::string(key) + "]");
  return node->as_table();
}

const toml::array* TomlTable::tables(const char* key) {
  const auto* node = find(key);
  if (node == nullptr) return nullptr;
  if (node->is_array_of_tables()) return node->as_array();
  problem(key, "must be a list of tables: [[" + std::string(key) + "]]");
  return nullptr;
}

void TomlTable::end() {
  for (const auto& [key, node] : table_) {
    const std::string name(key.str());
    if (std::find(known_.begin(), known_.end(), name) != known_.end()) continue;
    const auto near = nearest_key(name, known_);
    problems_.push_back(
        {static_cast<int>(node.source().begin.line), name_.empty() ? name : name_ + "." + name,
         near.empty() ? "is not a known key" : "is not a known key; did you mean " + near + "?"});
  }
}
