#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// Text as people type it, made plain for rules: std only, any thread.

/// Valid UTF-8: broken sequences become U+FFFD, NUL is dropped.
std::string clean_utf8(std::string_view text);
/// Normal form for matching: full-width → half-width, ideographic space → space, ASCII lower case, invisible
/// characters off, common Traditional → Simplified characters.
std::string normal(std::string_view text);
/// One character of that normal form; 0 for an invisible one. Keeps positions where a rule needs them.
char32_t folded(char32_t code_point);
/// White space at both ends off, Unicode spaces included.
std::string trimmed(std::string_view text);
/// The longest prefix of at most `bytes` that ends on a code point.
std::string_view prefix_bytes(std::string_view text, std::size_t bytes);
std::size_t code_points(std::string_view text);
/// Removes a leading "@name" (either @, any case) with the space (plain or U+2005), comma or colon behind it;
/// else returns text unchanged. "@小值帮忙" is a mention of 小值, since Chinese leaves no space; "@bother" is
/// none of "bot".
std::string without_mention(std::string_view text, std::string_view name);
