#pragma once
#include <cstddef>
#include <optional>
#include <string>

/// Why RE2 cannot read a pattern, and where. Pure.
struct PatternFault {
  std::size_t column = 0;  // character, from 1
  std::string text;
};
std::optional<PatternFault> pattern_syntax_fault(const std::string& pattern, bool ignore_case);
/// That, and what no article may hold: patterns too long, or found in everything.
std::optional<PatternFault> pattern_fault(const std::string& pattern);
/// The characters of `pattern` that stand where it begins to be wrong, for a message of one line.
std::string fault_line(const std::string& pattern, const PatternFault& fault);
