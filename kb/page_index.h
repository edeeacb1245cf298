#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "kb/page_text.h"

/// Which document holds which pair of Chinese characters, single character or word, and how prominently.
class PageIndex {
 public:
  struct Posting {
    std::uint32_t document;
    float weight;
  };
  /// Adds a field's text; documents come in order.
  void add(std::uint32_t document, const PlacedText& text, float weight);
  void finish();
  const std::vector<Posting>* of_pair(char32_t first, char32_t second) const;
  const std::vector<Posting>* of_character(char32_t character) const;
  const std::vector<Posting>* of_word(const std::string& word) const;
  struct Similar {
    std::string word;
    float likeness = 0;  // 1: the same
  };
  /// Words as typed, that begin so, that hold it inside; with none of these and a digit in it, those with one
  /// typing error.
  std::vector<Similar> similar_words(const std::string& word) const;

 private:
  using Key = std::uint64_t;
  void put(Key key, std::uint32_t document, float weight);
  const std::vector<Posting>* find(Key key) const;
  std::string_view word_at(std::size_t index) const;
  void add_holding(const std::string& word, std::vector<Similar>& found) const;
  std::unordered_map<Key, std::vector<Posting>> postings_;
  std::unordered_map<std::string, Key> words_;
  // The words one behind the other, a line end between them: looked through as one text, from end to end.
  std::string all_words_;
  std::vector<std::size_t> begins_;
};
