#pragma once
#include <string>
#include <vector>

/// What administrators changed of forms, wording and limits, as values.

/// A text that counts in the place of a file below templates/, from the console. `path` is that of the file
/// there: "forms/trading.toml".
struct TemplateEdit {
  std::string path;
  int version = 0;
  std::string text;
  bool operator==(const TemplateEdit&) const = default;
};

/// One line of what a loader complains of.
struct TextProblem {
  std::string file;  // as the loader names it; empty: none
  long line = 0;
  std::string text;
  bool operator==(const TextProblem&) const = default;
};
/// "file:line: text" in lines, apart; a line of another shape goes on what stands before it.
std::vector<TextProblem> problems_in(const std::string& lines);
/// Does the loader that opened `opened` mean it by `file`, which it may shorten?
bool speaks_of(const TextProblem& problem, const std::string& opened);

/// An edit that does not fit the files any more, which count in its place.
struct RefusedEdit {
  std::string path;
  int version = 0;
  std::vector<TextProblem> problems;
};
