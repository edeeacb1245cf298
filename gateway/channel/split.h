#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// Parts of at most `bytes` bytes, cut at code points, at line ends where one is near; several parts are
/// numbered "(1/3)". In markdown no mark, link or tag is cut in two where it is short, and bold text, colours
/// and code fences that a cut runs through are closed in one part and opened again in the next. At most 99
/// parts: the rest is left out, and the last part says so with "…". `bytes` is at least 128.
std::vector<std::string> split_text(const std::string& text, std::size_t bytes);
std::vector<std::string> split_markdown(const std::string& markdown, std::size_t bytes);

/// One part for places that take one only: what does not fit is cut, marks are closed, and "…" says so.
std::string clipped_markdown(const std::string& markdown, std::size_t bytes);
/// At most so many code points, "…" included where something was cut.
std::string clipped(std::string_view text, std::size_t code_points);
