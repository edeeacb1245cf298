#pragma once
#include <cstddef>
#include <string>
#include <string_view>

/// One step through UTF-8 that cannot fail: a broken sequence reads as U+FFFD and costs at least one byte
/// (its longest valid beginning, as the Unicode standard recommends). `at` must be inside `text`.
char32_t next_code_point(std::string_view text, std::size_t& at);
void append_utf8(std::string& text, char32_t code_point);
