#pragma once
#include <cstddef>
#include <string>
#include <vector>

/// Parts of at most `bytes` bytes, cut at code points, at line ends where one is near; several parts are
/// numbered "(1/3)". Bold text and code fences that a cut runs through are closed in one part and opened
/// again in the next. At most 99 parts: the rest is left out, and the last part says so with "…". `bytes` is
/// at least 64.
std::vector<std::string> split_text(const std::string& text, std::size_t bytes);
std::vector<std::string> split_markdown(const std::string& markdown, std::size_t bytes);
