#pragma once
#include <string>
#include <vector>

#include "kb/matcher.h"

/// One remark of `dutydesk kb lint`.
struct LintFinding {
  bool error = false;  // else a warning
  std::string article, text;
  bool operator==(const LintFinding&) const = default;
};

/// Each article's examples must find it first; patterns that are probably not meant so are warned of.
std::vector<LintFinding> lint(const Matcher& matcher);
