#pragma once
#include <string>
#include <vector>

#include "bot/result.h"

/// What the checks of templates complain of, in another language: phrases with holes {1} … {9}, as data in
/// templates/lint/<locale>.toml. Immutable; any thread.
class LintWords {
 public:
  /// A file that is not there has no phrases: lines stay as the checks write them.
  static Result<LintWords> load(const std::string& file);
  /// The line by the phrase that says most of it; as it is where none fits. "name: " in front stays.
  std::string of(const std::string& line) const;

  struct Phrase {
    std::vector<std::string> fixed;  // what stands around the holes
    std::vector<std::size_t> holes;  // their numbers, in the order of the line
    std::string words;
  };
  const std::vector<Phrase>& phrases() const { return phrases_; }

 private:
  std::vector<Phrase> phrases_;
};
