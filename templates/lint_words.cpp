#include "templates/lint_words.h"

#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>

namespace {

using Phrase = LintWords::Phrase;
using Values = std::array<std::string, 10>;

/// Where "{7}" begins; npos: nowhere.
std::size_t hole_in(const std::string& text, std::size_t from) {
  for (auto at = text.find('{', from); at != text.npos; at = text.find('{', at + 1))
    if (at + 2 < text.size() && text[at + 1] >= '1' && text[at + 1] <= '9' && text[at + 2] == '}') return at;
  return text.npos;
}

Phrase phrase_of(const std::string& said, std::string words) {
  Phrase phrase;
  phrase.words = std::move(words);
  std::size_t from = 0;
  for (auto at = hole_in(said, 0); at != said.npos; at = hole_in(said, from)) {
    phrase.fixed.push_back(said.substr(from, at - from));
    phrase.holes.push_back(static_cast<std::size_t>(said[at + 1] - '0'));
    from = at + 3;
  }
  phrase.fixed.push_back(said.substr(from));
  return phrase;
}

/// Every hole of the words is one of the line.
bool is_filled(const Phrase& phrase) {
  for (auto at = hole_in(phrase.words, 0); at != phrase.words.npos; at = hole_in(phrase.words, at + 1))
    if (std::find(phrase.holes.begin(), phrase.holes.end(),
                  static_cast<std::size_t>(phrase.words[at + 1] - '0')) == phrase.holes.end())
      return false;
  return true;
}

/// What stands in the holes, each as short as it can be; nullopt: the line is another one.
std::optional<Values> values_in(const Phrase& phrase, const std::string& line) {
  const auto &first = phrase.fixed.front(), &last = phrase.fixed.back();
  if (phrase.holes.empty()) return line == first ? std::optional<Values>(Values{}) : std::nullopt;
  if (!line.starts_with(first) || !line.ends_with(last) || line.size() < first.size() + last.size())
    return std::nullopt;
  Values values;
  auto at = first.size();
  const auto end = line.size() - last.size();
  for (std::size_t i = 0; i < phrase.holes.size(); ++i) {
    const bool is_last = i + 1 == phrase.holes.size();
    const auto next = is_last ? end : line.find(phrase.fixed[i + 1], at);
    if (next == line.npos || next < at || next > end) return std::nullopt;
    values[phrase.holes[i]] = line.substr(at, next - at);
    at = next + (is_last ? 0 : phrase.fixed[i + 1].size());
  }
  return values;
}

std::string filled(const std::string& words, const Values& values) {
  std::string text;
  std::size_t from = 0;
  for (auto at = hole_in(words, 0); at != words.npos; at = hole_in(words, from)) {
    text += words.substr(from, at - from) + values[static_cast<std::size_t>(words[at + 1] - '0')];
    from = at + 3;
  }
  return text + words.substr(from);
}

std::size_t size_of(const Phrase& phrase) {
  std::size_t size = 0;
  for (const auto& part : phrase.fixed) size += part.size();
  return size;
}

}  // namespace

Result<LintWords> LintWords::load(const std::string& file) {
  LintWords words;
  if (!std::filesystem::exists(file)) return words;
  const auto fault = [&](toml::source_index line, const std::string& what) {
    return Error{Kind::bad_input, file + ":" + std::to_string(line) + ": " + what};
  };
  try {
    const auto root = toml::parse_file(file);
    const auto* list = root.get_as<toml::array>("phrase");
    if (list == nullptr) return fault(1, "needs [[phrase]] entries");
    for (const auto& node : *list) {
      const auto line = node.source().begin.line;
      const auto* table = node.as_table();
      const auto said = table == nullptr ? std::nullopt : (*table)["said"].value_exact<std::string>();
      const auto shown = table == nullptr ? std::nullopt : (*table)["words"].value_exact<std::string>();
      if (!said || !shown || said->empty() || shown->empty())
        return fault(line, "a phrase needs said = \"…\" and words = \"…\"");
      auto phrase = phrase_of(*said, *shown);
      if (!is_filled(phrase)) return fault(line, "words have a hole that said does not have");
      words.phrases_.push_back(std::move(phrase));
    }
  } catch (const toml::parse_error& wrong) {
    return fault(wrong.source().begin.line, std::string(wrong.description()));
  }
  return words;
}

std::string LintWords::of(const std::string& line) const {
  const Phrase* best = nullptr;
  Values values;
  for (const auto& phrase : phrases_) {
    if (best != nullptr && size_of(phrase) <= size_of(*best)) continue;
    auto found = values_in(phrase, line);
    if (!found) continue;
    best = &phrase;
    values = std::move(*found);
  }
  const auto colon = line.find(": ");
  const auto rest = colon == line.npos ? std::string() : line.substr(colon + 2);
  if (best == nullptr && !rest.empty())
    if (auto words = of(rest); words != rest) return line.substr(0, colon + 2) + words;
  return best == nullptr ? line : filled(best->words, values);
}
