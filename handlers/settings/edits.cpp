#include "handlers/settings/edits.h"

#include <sstream>

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Where ":12: " begins; npos where the line names no place.
std::size_t place_in(const std::string& line) {
  for (auto at = line.find(':'); at != line.npos; at = line.find(':', at + 1)) {
    auto end = at + 1;
    while (end < line.size() && is_digit(line[end])) ++end;
    if (end > at + 1 && end < at + 9 && line.compare(end, 2, ": ") == 0) return at;
  }
  return line.npos;
}

}  // namespace

std::vector<TextProblem> problems_in(const std::string& lines) {
  std::vector<TextProblem> problems;
  std::istringstream in(lines);
  for (std::string line; std::getline(in, line);) {
    const auto at = place_in(line);
    if (at != line.npos) {
      const auto end = line.find(':', at + 1);
      problems.push_back(
          {line.substr(0, at), std::stol(line.substr(at + 1, end - at - 1)), line.substr(end + 2)});
    } else if (problems.empty()) {
      problems.push_back({"", 0, line});
    } else {
      problems.back().text += " " + line;
    }
  }
  return problems;
}

bool speaks_of(const TextProblem& problem, const std::string& opened) {
  return !problem.file.empty() && (opened == problem.file || opened.ends_with("/" + problem.file));
}
