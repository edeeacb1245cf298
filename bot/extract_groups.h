#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "bot/extract_number.h"
#include "bot/sentence.h"

/// Digits that stand together, or three or more Han digits ("一三九").
struct Group {
  Span span;
  std::string digits;
};

std::vector<Group> groups_of(std::string_view plain);
std::string_view between(std::string_view plain, const Group& left, const Group& right);
/// Is this what people put inside one number: a space, a hyphen, a dot?
bool joins(std::string_view gap);
/// Consumes groups[first…] up to exactly `wanted` digits; the index behind them, or 0.
std::size_t gather(std::string_view plain, const std::vector<Group>& groups, std::size_t first,
                   std::size_t wanted, std::string& digits);
bool mobile(std::string_view digits);
/// How a mobile number is grouped in writing: 138 1234 5678, 1381234 5678, or every digit apart.
bool mobile_grouping(const std::vector<Group>& groups, std::size_t first, std::size_t last);
/// Letters glued to a number make it a contract number or a name on another platform, unless they say
/// "phone".
bool glued(std::string_view before);

/// The numbers of one sentence and what each was taken for so far.
struct Scan {
  std::string_view plain;
  std::vector<Group> groups;
  std::vector<bool> used;
  Numbers found;

  std::string_view before(std::size_t group) const { return plain.substr(0, groups[group].span.begin); }
  std::string_view behind(std::size_t group) const { return plain.substr(groups[group].span.end); }
  /// The group that begins at a byte; groups.size() when none does.
  std::size_t at(std::size_t byte) const;
  void take(std::size_t first, std::size_t end);
};
