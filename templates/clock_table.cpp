#include "templates/clock_table.h"

#include <algorithm>
#include <charconv>

#include "bot/text.h"

void ClockProblems::add(const toml::node& where, const std::string& what) {
  if (!text.empty()) text += "\n";
  text += file + ":" + std::to_string(where.source().begin.line) + ": " + what;
}

const toml::node* ClockTable::node(const char* key) {
  known_.insert(key);
  return table_.get(key);
}

void ClockTable::problem(const char* key, const std::string& what) {
  const auto* at = table_.get(key);
  problems_.add(at != nullptr ? *at : table_, std::string(key) + ": " + what);
}

std::string ClockTable::text(const char* key) {
  const auto* found = node(key);
  if (found == nullptr) return {};
  const auto value = found->value_exact<std::string>();
  if (!value) problem(key, "must be text");
  return value ? trimmed(*value) : "";
}

std::string ClockTable::required(const char* key) {
  auto value = text(key);
  if (table_.get(key) == nullptr)
    problem(key, "is missing");
  else if (value.empty())
    problem(key, "must say something");
  return value;
}

std::vector<std::string> ClockTable::texts(const char* key) {
  std::vector<std::string> found;
  const auto* list = node(key);
  if (list == nullptr) return found;
  if (list->as_array() == nullptr) {
    problem(key, "must be a list of texts");
    return found;
  }
  for (const auto& item : *list->as_array()) {
    const auto value = item.value_exact<std::string>();
    if (value && !trimmed(*value).empty())
      found.push_back(trimmed(*value));
    else
      problems_.add(item, std::string(key) + ": holds something that is not text");
  }
  return found;
}

int ClockTable::number(const char* key, int least, int most, int otherwise) {
  const auto* found = node(key);
  if (found == nullptr) return otherwise;
  const auto value = found->value_exact<int64_t>();
  if (value && *value >= least && *value <= most) return static_cast<int>(*value);
  problem(key, "must be a number from " + std::to_string(least) + " to " + std::to_string(most));
  return otherwise;
}

bool ClockTable::flag(const char* key) {
  const auto* found = node(key);
  if (found == nullptr) return false;
  const auto value = found->value_exact<bool>();
  if (!value) problem(key, "must be true or false");
  return value.value_or(false);
}

Seconds ClockTable::duration(const char* key, Seconds most) {
  const auto said = text(key);
  if (said.empty()) return Seconds{0};
  long long count = 0;
  const auto [end, failed] = std::from_chars(said.data(), said.data() + said.size(), count);
  const std::string unit(end, said.data() + said.size());
  const long long each = unit == "s" ? 1 : unit == "m" ? 60 : unit == "h" ? 3600 : 0;
  if (failed == std::errc{} && each > 0 && count > 0 && count <= most.count() / each)
    return Seconds{count * each};
  problem(key, "must be a time like \"45s\", \"30m\" or \"4h\", at most " +
                   std::to_string(most.count() / 3600) + "h");
  return Seconds{0};
}

std::string ClockTable::choice(const char* key, const std::vector<std::string>& allowed) {
  auto value = text(key);
  if (value.empty() || std::find(allowed.begin(), allowed.end(), value) != allowed.end()) return value;
  std::string list;
  for (const auto& word : allowed) list += (list.empty() ? "" : ", ") + word;
  problem(key, "\"" + value + "\" is none of: " + list);
  return {};
}

std::vector<const toml::table*> ClockTable::tables(const char* key) {
  std::vector<const toml::table*> found;
  const auto* list = node(key);
  if (list == nullptr) return found;
  const auto* items = list->as_array();
  for (std::size_t i = 0; items != nullptr && i < items->size(); ++i)
    if (const auto* table = items->get(i)->as_table())
      found.push_back(table);
    else
      problem(key, "must be tables: [[" + std::string(key) + "]]");
  if (items == nullptr) problem(key, "must be tables: [[" + std::string(key) + "]]");
  return found;
}

void ClockTable::end() {
  std::string list;
  for (const auto& key : known_) list += (list.empty() ? "" : ", ") + key;
  for (const auto& [key, value] : table_)
    if (!known_.contains(key.str()))
      problems_.add(value, "unknown key \"" + std::string(key.str()) + "\"; known: " + list);
}
