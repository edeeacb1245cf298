#pragma once
#include <optional>
#include <string_view>

/// The Simplified form of a common Traditional character (Big5's first plane); any other character is itself.
/// One character at a time, so a word that the mainland writes with other words stays as it is.
char32_t simplified(char32_t character);

bool is_han(char32_t character);
/// 0…9 for 〇零一二两三…九 and 幺, and the banker's 壹贰叁…; -1 for any other character.
int han_digit(char32_t character);
/// "一万二" is 12000, "二十万" 200000, "三千五" 3500, "十" 10, "九点五" none: whole numbers under 10^12.
/// `number` holds Simplified characters only; nothing else may stand in it.
std::optional<long long> han_number(std::u32string_view number);
