#include "templates/dictionary.h"

#include <filesystem>
#include <optional>
#include <set>

#include "bot/text.h"
#include "templates/layered_toml.h"

namespace {

/// Collects what is wrong so that an operator mends the file in one go.
struct Problems {
  std::string file, text;
  void add(const toml::node& where, const std::string& what) {
    if (!text.empty()) text += "\n";
    text += file + ":" + std::to_string(where.source().begin.line) + ": " + what;
  }
};

std::vector<std::string> words_of(const toml::table& table, const char* key, Problems& problems) {
  std::vector<std::string> words;
  const auto* node = table.get(key);
  if (!node) return words;
  const auto* list = node->as_array();
  if (!list) {
    problems.add(*node, std::string(key) + " must be a list of words");
    return words;
  }
  for (const auto& item : *list) {
    const auto word = item.value<std::string>();
    if (!word || trimmed(*word).empty()) {
      problems.add(item, std::string(key) + " holds something that is not a word");
    } else {
      words.push_back(normal(trimmed(*word)));
    }
  }
  return words;
}

/// label = { "zh-CN" = "交易系统", en = "Trading" }
std::map<std::string, std::string> label_of(const toml::table& table, Problems& problems) {
  std::map<std::string, std::string> label;
  const auto* node = table.get("label");
  const auto* by_locale = node == nullptr ? nullptr : node->as_table();
  if (by_locale == nullptr) {
    problems.add(node == nullptr ? static_cast<const toml::node&>(table) : *node,
                 "an entry needs a label by locale: label = { \"zh-CN\" = \"…\", en = \"…\" }");
    return label;
  }
  for (const auto& [locale, words] : *by_locale) {
    const auto text = words.value<std::string>();
    if (!text || trimmed(*text).empty())
      problems.add(words, "label needs words for " + std::string(locale.str()));
    label[std::string(locale.str())] = text.value_or("");
  }
  if (label.empty()) problems.add(*node, "label needs words for at least one locale");
  return label;
}

Dictionary::Entry entry_of(const toml::table& table, Problems& problems) {
  static const std::set<std::string, std::less<>> known{"id", "label", "words", "silent"};
  for (const auto& [key, node] : table)
    if (!known.count(key.str()))
      problems.add(node, "unknown key \"" + std::string(key.str()) + "\"; known: id, label, words, silent");
  Dictionary::Entry entry;
  entry.id = table["id"].value_or(std::string());
  entry.label = label_of(table, problems);
  if (entry.id.empty()) problems.add(table, "an entry needs an id");
  entry.words = words_of(table, "words", problems);
  entry.silent = words_of(table, "silent", problems);
  return entry;
}

std::vector<Dictionary::Entry> entries_of(const toml::table& root, const char* key, Problems& problems) {
  std::vector<Dictionary::Entry> entries;
  std::set<std::string> seen;
  const auto* list = root[key].as_array();
  if (!list) {
    problems.add(root, std::string("needs [[") + key + "]] entries");
    return entries;
  }
  for (const auto& item : *list) {
    const auto* table = item.as_table();
    if (!table) {
      problems.add(item, std::string(key) + " must be tables: [[" + key + "]]");
      continue;
    }
    auto entry = entry_of(*table, problems);
    if (!seen.insert(entry.id).second) problems.add(*table, "\"" + entry.id + "\" stands twice");
    entries.push_back(std::move(entry));
  }
  return entries;
}

}  // namespace

Result<Dictionary> load_dictionary(const std::string& file, const TextLayer& layer) {
  if (!std::filesystem::exists(file)) return Error{Kind::not_found, file + ": cannot be read"};
  try {
    const auto root = parse_layered(file, layer);
    Problems problems{file, {}};
    Dictionary dictionary;
    dictionary.systems = entries_of(root, "system", problems);
    dictionary.operations = entries_of(root, "operation", problems);
    for (const auto& [key, node] : root)
      if (key.str() != "system" && key.str() != "operation")
        problems.add(node, "unknown key \"" + std::string(key.str()) + "\"; known: system, operation");
    if (!problems.text.empty()) return Error{Kind::bad_input, problems.text};
    return dictionary;
  } catch (const toml::parse_error& error) {
    return Error{Kind::bad_input, file + ":" + std::to_string(error.source().begin.line) + ": " +
                                      std::string(error.description())};
  }
}
