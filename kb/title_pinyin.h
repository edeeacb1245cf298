#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "kb/page_text.h"

/// A title as it may be typed on a Latin keyboard: "wtcbld" or "weituo" for 委托撤不了单.
class TitlePinyin {
 public:
  explicit TitlePinyin(const std::u32string& title);
  /// The characters [from, to) of the title that `letters` (a-z) stand for by their initials or whole
  /// syllables.
  std::optional<std::pair<std::size_t, std::size_t>> find(const std::string& letters) const;

 private:
  bool continues(const std::string& letters, std::size_t at, std::size_t character, std::size_t& end) const;
  std::uint32_t letters_ = 0;  // which of a-z occur in any reading: most titles are passed over by it
  std::vector<std::vector<std::string>> readings_;  // of each character; a letter or digit stands for itself
};
