#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// What ranked search sees of a text: characters, neighbours, words, ways of asking.
enum class TokenKind : std::uint8_t { character, pair, word, word_pair, part, idea };
constexpr std::size_t token_kinds = 6;

struct Token {
  std::uint64_t key = 0;  // the same for the same kind and text, in every process
  TokenKind kind = TokenKind::word;
  bool latin = false;              // of letters and digits, not of Han characters
  std::uint32_t from = 0, to = 0;  // bytes of the normal form
};
/// What a text says, counted once: a Chinese word is already counted by its characters.
inline bool carries_meaning(const Token& token) {
  return token.kind == TokenKind::character || (token.kind == TokenKind::word && token.latin);
}
/// Each key once, in the order of the text. `text` is in normal form; at most 400 characters of it count.
std::vector<Token> tokens_of(std::string_view text);
