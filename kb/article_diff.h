#pragma once
#include <string>
#include <vector>

#include "kb/article.h"

/// What changed between two versions of an article, as an editor reads it. Pure.

struct DiffLine {
  enum class Kind { same, added, removed };
  Kind kind = Kind::same;
  std::string text;
  bool operator==(const DiffLine&) const = default;
};
struct FieldDiff {
  std::string field;            // title, body, patterns, …
  std::vector<DiffLine> lines;  // a list has one line for each item
  bool operator==(const FieldDiff&) const = default;
};
/// Only fields that differ, in the order of the front matter, the body last.
std::vector<FieldDiff> diff_of(const Article& before, const Article& after);
/// The lines of both texts, as few added and removed as possible.
std::vector<DiffLine> diff_lines(const std::vector<std::string>& before,
                                 const std::vector<std::string>& after);
