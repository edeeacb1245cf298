#pragma once
#include <string>
#include <unordered_map>
#include <vector>

/// Words that mean the same, each inner list: where an article has one of them, the others will do.
using Synonyms = std::vector<std::vector<std::string>>;

/// Brings all words of a list to its first, so that ranked search sees one word where people use several.
/// Immutable; any thread.
class SynonymFold {
 public:
  explicit SynonymFold(const Synonyms& synonyms);
  /// `plain` in normal form. The longest word that begins at a place counts; one of Latin letters only whole.
  std::string fold(const std::string& plain) const;

 private:
  struct Way {
    std::string word, first;
  };
  std::unordered_map<char32_t, std::vector<Way>> by_character_;  // that a word begins with; longest first
};
