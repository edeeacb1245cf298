#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// Text as page search sees it: characters in normal form, each with its place in the words as written.
struct PlacedText {
  std::u32string characters;
  std::vector<std::uint32_t> places;  // byte offset of each; one more at the end
};
PlacedText placed(std::string_view text, std::size_t most_characters = 20000);

/// A piece of text between what is no letter and no digit: Chinese characters, or a word of others.
struct TextRun {
  bool is_han = false;
  std::size_t from = 0, to = 0;  // indexes of characters
};
std::vector<TextRun> runs_of(const std::u32string& text);
bool is_han_character(char32_t character);
std::string to_utf8(std::u32string_view text);

/// Part of a text that is shown, marked where the search found something.
struct PassagePart {
  std::string text;
  bool hit = false;
  bool operator==(const PassagePart&) const = default;
};
/// The whole text, or the stretch of about `width` characters that holds most marks, "…" where it is cut.
/// `marks` has one value for each character.
std::vector<PassagePart> passage(std::string_view text, const PlacedText& at, const std::vector<bool>& marks,
                                 std::size_t width);
/// At most one character put in, left out, changed, or two neighbours swapped.
bool one_error_apart(std::string_view left, std::string_view right);
