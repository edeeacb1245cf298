#include "handlers/web/diff_view.h"

#include <algorithm>
#include <sstream>

namespace {

/// Unchanged lines that are shown around a change.
constexpr std::size_t around_change = 3;

std::vector<std::string> lines_of_text(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

}  // namespace

std::vector<PageData> diff_view(const std::vector<DiffLine>& lines, const std::string& skipped) {
  std::vector<bool> near(lines.size(), false);
  for (std::size_t i = 0; i < lines.size(); ++i)
    if (lines[i].kind != DiffLine::Kind::same)
      for (auto j = i < around_change ? 0 : i - around_change;
           j < std::min(lines.size(), i + around_change + 1); ++j)
        near[j] = true;
  std::vector<PageData> out;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (near[i]) {
      const auto kind = lines[i].kind;
      out.push_back(PageData()
                        .text("kind", kind == DiffLine::Kind::added     ? "added"
                                      : kind == DiffLine::Kind::removed ? "removed"
                                                                        : "same")
                        .text("words", lines[i].text));
    } else if (i == 0 || near[i - 1]) {
      out.push_back(PageData().text("kind", "skipped").text("words", skipped));
    }
  }
  return out;
}

std::vector<PageData> diff_view(const std::string& before, const std::string& after,
                                const std::string& skipped) {
  return diff_view(diff_lines(lines_of_text(before), lines_of_text(after)), skipped);
}
