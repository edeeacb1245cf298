#pragma once
#include <string>
#include <vector>

/// How a character of a title may be typed on a Latin keyboard. Readings without tones: ICU's first, and for
/// characters of the trade that have two, both (行: xing, hang). Empty: it has none. Any thread.
std::vector<std::string> pinyin_of(char32_t character);
