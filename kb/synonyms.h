#pragma once
#include <string>
#include <unordered_map>
#include <vector>

/// Words that mean the same, each inner list: where an article has one of them, the others will do.
using Synonyms = std::vector<std::vector<std::string>>;

/// Finds the words of the lists in texts. Immutable; any thread.
class SynonymFold {
 public:
  /// The form in which texts are given and the words are sought.
  enum class Form { normal_form, characters };  // characters: bot/text.h's normal(), which is cheap
  explicit SynonymFold(const Synonyms& synonyms, Form form = Form::normal_form);
  /// All words of a list brought to its first, so that ranked search sees one word where people use several.
  /// The longest word that begins at a place counts; one of Latin letters only whole.
  std::string fold(const std::string& plain) const;
  /// What the text might have said instead: the other words of each list that it has a word of.
  std::vector<std::string> others(const std::string& plain) const;

 private:
  struct Way {
    std::string word;
    std::size_t list = 0;
  };
  const Way* way_at(const std::string& plain, std::size_t at, std::size_t& end) const;
  std::vector<std::vector<std::string>> lists_;
  std::unordered_map<char32_t, std::vector<Way>> by_character_;  // that a word begins with; longest first
};
