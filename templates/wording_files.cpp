#include "templates/wording_files.h"

#include <algorithm>
#include <filesystem>

#include "templates/layered_toml.h"

namespace {

namespace fs = std::filesystem;

std::string with_names(const std::set<std::string>& names) {
  std::string text;
  for (const auto& name : names) text += (text.empty() ? "{{" : ", {{") + name + "}}";
  return text;
}

/// The messages of one text being read.
class Reading {
 public:
  Reading(MessageTexts& messages, std::vector<std::string>& problems, std::string shown)
      : messages_(messages), problems_(problems), file_(std::move(shown)) {}

  void read(const std::string& path, const TextLayer& layer) {
    try {
      walk(parse_layered(path, layer), "");
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
    messages_.emplace(key, message);
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

/// An edit over the file that ships.
void lay_over(MessageTexts& shipped, MessageTexts&& edited, std::vector<std::string>& problems) {
  for (auto& [key, message] : edited) {
    const auto found = shipped.find(key);
    if (found == shipped.end()) {
      problems.push_back(message.where + ": the file that ships has no message \"" + key + "\"");
      continue;
    }
    const auto known = placeholders_of(found->second);
    for (const auto& name : placeholders_of(message))
      if (!known.contains(name))
        problems.push_back(message.where + ": message \"" + key + "\" has no {{" + name + "}}; " +
                           (known.empty() ? "it takes no values" : "it has " + with_names(known)));
    found->second = std::move(message);
  }
}

void read_file(const std::string& path, const std::string& shown, const TextLayer& layer,
               MessageTexts& messages, std::vector<std::string>& problems) {
  MessageTexts own, edited;
  Reading(own, problems, shown).read(path, {});
  if (layer.find(path) != nullptr) {
    Reading(edited, problems, shown).read(path, layer);
    lay_over(own, std::move(edited), problems);
  }
  for (auto& [key, message] : own) {
    const auto where = message.where;
    const auto [at, added] = messages.try_emplace(key, std::move(message));
    if (!added)
      problems.push_back(where + ": message \"" + key + "\" stands in " + at->second.where + " already");
  }
}

std::vector<fs::path> sorted(const fs::path& folder, std::error_code& failed) {
  std::vector<fs::path> paths;
  for (fs::directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed))
    paths.push_back(at->path());
  std::sort(paths.begin(), paths.end());
  return paths;
}

}  // namespace

Result<std::map<std::string, MessageTexts>> read_wording(const std::string& folder, const TextLayer& layer) {
  std::map<std::string, MessageTexts> locales;
  std::vector<std::string> problems;
  std::error_code failed;
  for (const auto& locale : sorted(folder, failed)) {
    if (!fs::is_directory(locale, failed)) continue;
    const auto name = locale.filename().string();
    auto& messages = locales[name];
    for (const auto& file : sorted(locale, failed))
      if (file.extension() == ".toml")
        read_file(file.string(), name + "/" + file.filename().string(), layer, messages, problems);
  }
  if (failed) return Error{Kind::bad_input, folder + ": " + failed.message()};
  if (!locales.contains("zh-CN"))
    problems.push_back(folder + ": no folder zh-CN: it is what other locales fall back to");
  if (problems.empty()) return locales;
  std::string text;
  for (const auto& problem : problems) text += (text.empty() ? "" : "\n") + problem;
  return Error{Kind::bad_input, text};
}

MessageTexts read_messages(const std::string& text) {
  MessageTexts messages;
  std::vector<std::string> problems;
  Reading(messages, problems, "").read("", {{{"", text}}});
  return messages;
}

std::set<std::string> placeholders_of(const MessageText& message) {
  auto all =
      message.text + message.markdown + message.title + message.description + message.url + message.quote;
  for (const auto& [name, value] : message.facts) all += name + value;
  std::set<std::string> names;
  for (auto at = all.find("{{"); at != all.npos; at = all.find("{{", at + 2)) {
    const auto end = std::min(all.find("}}", at), all.size());
    auto name = all.substr(at + 2, end - at - 2);
    name.erase(0, std::min(name.find_first_not_of("#^/ "), name.size()));
    name.erase(name.find_last_not_of(' ') + 1);
    if (!name.empty() && name.front() != '!') names.insert(name);
  }
  return names;
}
