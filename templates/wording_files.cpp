#include "templates/wording_files.h"

#include <toml++/toml.h>

#include <algorithm>
#include <filesystem>

namespace {

namespace fs = std::filesystem;

/// One locale being read.
class Reading {
 public:
  Reading(MessageTexts& messages, std::vector<std::string>& problems)
      : messages_(messages), problems_(problems) {}

  void read(const fs::path& path, const std::string& shown) {
    file_ = shown;
    try {
      const auto table = toml::parse_file(path.string());
      walk(table, "");
    } catch (const toml::parse_error& error) {
      problem(error.source().begin.line, std::string(error.description()));
    }
  }

 private:
  void problem(toml::source_index line, const std::string& text) {
    problems_.push_back(file_ + ":" + std::to_string(line) + ": " + text);
  }

  /// A table is a message where it holds texts, and a place of messages where it holds tables.
  void walk(const toml::table& table, const std::string& key) {
    MessageText message;
    bool speaks = false;
    for (const auto& [name, node] : table) {
      const std::string property(name.str());
      if (const auto* inner = node.as_table()) {
        walk(*inner, key.empty() ? property : key + "." + property);
        continue;
      }
      speaks = true;
      read_property(message, key, property, node);
    }
    if (!speaks) return;
    const auto line = table.source().begin.line;
    if (message.text.empty()) problem(line, "message \"" + key + "\" has no text");
    message.where = file_ + ":" + std::to_string(line);
    const auto [at, added] = messages_.emplace(key, message);
    if (!added) problem(line, "message \"" + key + "\" stands in " + at->second.where + " already");
  }

  void read_property(MessageText& message, const std::string& key, const std::string& property,
                     const toml::node& node) {
    const auto line = node.source().begin.line;
    if (property == "facts") {
      read_facts(message, node);
      return;
    }
    auto* place = place_of(message, property);
    if (place == nullptr) {
      problem(line, "unknown key \"" + property + "\" in message \"" + key +
                        "\"; known: text, markdown, title, description, facts, url, quote");
      return;
    }
    if (const auto value = node.value_exact<std::string>())
      *place = *value;
    else
      problem(line, "\"" + property + "\" of message \"" + key + "\" must be a text in quotation marks");
  }

  static std::string* place_of(MessageText& message, const std::string& property) {
    if (property == "text") return &message.text;
    if (property == "markdown") return &message.markdown;
    if (property == "title") return &message.title;
    if (property == "description") return &message.description;
    if (property == "url") return &message.url;
    if (property == "quote") return &message.quote;
    return nullptr;
  }

  void read_facts(MessageText& message, const toml::node& node) {
    const auto* facts = node.as_array();
    const auto wrong = [&](const toml::node& at) {
      problem(at.source().begin.line, "facts must be pairs of texts: [[\"name\", \"value\"], …]");
    };
    if (facts == nullptr) return wrong(node);
    for (const auto& fact : *facts) {
      const auto* pair = fact.as_array();
      if (pair == nullptr || pair->size() != 2 || !(*pair)[0].is_string() || !(*pair)[1].is_string()) {
        wrong(fact);
        continue;
      }
      message.facts.emplace_back((*pair)[0].value_or(std::string()), (*pair)[1].value_or(std::string()));
    }
  }

  MessageTexts& messages_;
  std::vector<std::string>& problems_;
  std::string file_;
};

std::vector<fs::path> sorted(const fs::path& folder, std::error_code& failed) {
  std::vector<fs::path> paths;
  for (fs::directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed))
    paths.push_back(at->path());
  std::sort(paths.begin(), paths.end());
  return paths;
}

}  // namespace

Result<std::map<std::string, MessageTexts>> read_wording(const std::string& folder) {
  std::map<std::string, MessageTexts> locales;
  std::vector<std::string> problems;
  std::error_code failed;
  for (const auto& locale : sorted(folder, failed)) {
    if (!fs::is_directory(locale, failed)) continue;
    const auto name = locale.filename().string();
    Reading reading(locales[name], problems);
    for (const auto& file : sorted(locale, failed))
      if (file.extension() == ".toml") reading.read(file, name + "/" + file.filename().string());
  }
  if (failed) return Error{Kind::bad_input, folder + ": " + failed.message()};
  if (!locales.contains("zh-CN"))
    problems.push_back(folder + ": no folder zh-CN: it is what other locales fall back to");
  if (problems.empty()) return locales;
  std::string text;
  for (const auto& problem : problems) text += (text.empty() ? "" : "\n") + problem;
  return Error{Kind::bad_input, text};
}
