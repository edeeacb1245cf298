#include "kb/pattern_fault.h"

#include <re2/re2.h>

#include <algorithm>

#include "bot/text.h"
#include "kb/pattern_run.h"

namespace {

constexpr std::size_t longest_pattern = 512;  // as the matcher takes them

RE2::Options quiet(bool ignore_case) {
  RE2::Options options;
  options.set_case_sensitive(!ignore_case);
  options.set_log_errors(false);
  options.set_max_mem(1 << 20);
  return options;
}

bool continues(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

/// RE2 names the fragment but not its place. What stands before the longest beginning that it can read is
/// right; the fragment begins there or ends just behind it.
std::size_t place_of(const std::string& pattern, const std::string& fragment, const RE2::Options& options) {
  std::size_t good = 0;
  for (std::size_t size = pattern.size(); size-- > 1;) {
    if (continues(pattern[size]) || !RE2(pattern.substr(0, size), options).ok()) continue;
    good = size;
    break;
  }
  if (fragment.empty() || fragment.size() == pattern.size()) return good;
  const auto from = good + 1 > fragment.size() ? good + 1 - fragment.size() : 0;
  const auto found = pattern.find(fragment, from);
  return found == pattern.npos ? good : found;
}

/// A hundredth of what RE2 takes to say it; most patterns are simple.
bool surely_right(const std::string& pattern) {
  PatternLiterals literals;
  const auto code = pattern_code(pattern, true, literals);
  if (!code.understood || !code.surely_valid) return false;
  const std::vector<PatternPlaces> nowhere(literals.all().size());
  PlacedMessage empty;
  empty.literals = nowhere.data();
  return !pattern_leads(code.words.data(), empty);
}

}  // namespace

std::optional<PatternFault> pattern_syntax_fault(const std::string& pattern, bool ignore_case) {
  const auto options = quiet(ignore_case);
  const RE2 whole(pattern, options);
  if (whole.ok()) return std::nullopt;
  const auto at = place_of(pattern, whole.error_arg(), options);
  return PatternFault{code_points(std::string_view(pattern).substr(0, at)) + 1, whole.error()};
}

std::optional<PatternFault> pattern_fault(const std::string& pattern) {
  if (trimmed(pattern).empty()) return PatternFault{1, "is empty: it would match everything"};
  if (pattern.size() > longest_pattern)
    return PatternFault{code_points(prefix_bytes(pattern, longest_pattern)) + 1, "is longer than 512 bytes"};
  if (surely_right(pattern)) return std::nullopt;
  if (auto fault = pattern_syntax_fault(pattern, true)) return fault;
  if (RE2::FullMatch("", RE2(pattern, quiet(true))))
    return PatternFault{1, "fits nothing at all, so it would match everything"};
  return std::nullopt;
}

std::string fault_line(const std::string& pattern, const PatternFault& fault) {
  return "\"" + std::string(prefix_bytes(pattern, 80)) + "\": column " + std::to_string(fault.column) + ": " +
         fault.text;
}
