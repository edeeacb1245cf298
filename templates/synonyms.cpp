#include "templates/synonyms.h"

#include <filesystem>
#include <map>

#include "bot/text.h"
#include "templates/layered_toml.h"

namespace {

class SynonymReader {
 public:
  explicit SynonymReader(std::string file) : file_(std::move(file)) {}

  void read(const toml::table& root) {
    for (const auto& [key, node] : root)
      if (key.str() != "same") problem(node, "unknown key \"" + std::string(key.str()) + "\"; known: same");
    const auto* lists = root.get_as<toml::array>("same");
    if (lists == nullptr) return problem(root, "needs same = [[\"word\", \"word\"], …]");
    for (const auto& node : *lists) {
      const auto* words = node.as_array();
      if (words == nullptr) {
        problem(node, "\"same\" must hold lists of words");
        continue;
      }
      list(*words);
    }
  }
  const std::string& problems() const { return problems_; }
  std::vector<std::vector<std::string>> take() { return std::move(lists_); }

 private:
  void list(const toml::array& words) {
    std::vector<std::string> read;
    for (const auto& node : words) {
      const auto word = trimmed(node.value_or(std::string()));
      if (word.empty()) {
        problem(node, "a list holds something that is not a word");
        continue;
      }
      const auto line = node.source().begin.line;
      const auto [known, fresh] = lines_.try_emplace(normal(word), line);
      if (!fresh)
        problem(node, "\"" + word + "\" stands in line " + std::to_string(known->second) +
                          " already: a word has one meaning here");
      // One character is part of too many words to stand for another.
      if (code_points(word) < 2) problem(node, "\"" + word + "\" is a single character");
      read.push_back(word);
    }
    if (words.size() < 2) problem(words, "a list needs two words or more");
    lists_.push_back(std::move(read));
  }
  void problem(const toml::node& where, const std::string& text) {
    problems_ += (problems_.empty() ? "" : "\n") + file_ + ":" + std::to_string(where.source().begin.line) +
                 ": " + text;
  }

  std::string file_, problems_;
  std::map<std::string, toml::source_index> lines_;  // of each word
  std::vector<std::vector<std::string>> lists_;
};

}  // namespace

Result<std::vector<std::vector<std::string>>> load_synonyms(const std::string& file, const TextLayer& layer) {
  if (!std::filesystem::exists(file)) return std::vector<std::vector<std::string>>{};
  try {
    SynonymReader reader(file);
    reader.read(parse_layered(file, layer));
    if (!reader.problems().empty()) return Error{Kind::bad_input, reader.problems()};
    return reader.take();
  } catch (const toml::parse_error& error) {
    return Error{Kind::bad_input, file + ":" + std::to_string(error.source().begin.line) + ": " +
                                      std::string(error.description())};
  }
}
