#include "kb/title_pinyin.h"

#include "kb/pinyin.h"

namespace {

std::uint32_t letters_of(const std::string& text) {
  std::uint32_t letters = 0;
  for (const char c : text)
    if (c >= 'a' && c <= 'z') letters |= 1u << (c - 'a');
  return letters;
}

}  // namespace

TitlePinyin::TitlePinyin(const std::u32string& title) {
  readings_.reserve(title.size());
  for (const char32_t c : title) {
    if (is_han_character(c))
      readings_.push_back(pinyin_of(c));
    else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
      readings_.push_back({std::string(1, static_cast<char>(c))});
    else
      readings_.emplace_back();  // punctuation: typed by nobody, passed over
    for (const auto& reading : readings_.back()) letters_ |= letters_of(reading);
  }
}

bool TitlePinyin::continues(const std::string& letters, std::size_t at, std::size_t character,
                            std::size_t& end) const {
  if (at == letters.size()) {
    end = character;
    return true;
  }
  if (character == readings_.size()) return false;
  if (readings_[character].empty()) return continues(letters, at, character + 1, end);
  for (const auto& reading : readings_[character]) {
    // The last syllable may be unfinished; every other one is whole or its initial.
    const auto rest = letters.size() - at;
    if (rest <= reading.size() && reading.compare(0, rest, letters, at, rest) == 0) {
      end = character + 1;
      return true;
    }
    if (letters.compare(at, reading.size(), reading) == 0 &&
        continues(letters, at + reading.size(), character + 1, end))
      return true;
    if (letters[at] == reading[0] && continues(letters, at + 1, character + 1, end)) return true;
  }
  return false;
}

std::optional<std::pair<std::size_t, std::size_t>> TitlePinyin::find(const std::string& letters) const {
  if (letters.size() < 2 || letters.size() > 32 || (letters_of(letters) & ~letters_) != 0)
    return std::nullopt;
  for (std::size_t from = 0; from < readings_.size(); ++from) {
    std::size_t end = 0;
    if (!readings_[from].empty() && continues(letters, 0, from, end)) return std::pair(from, end);
  }
  return std::nullopt;
}
