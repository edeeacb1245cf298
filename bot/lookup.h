#pragma once
#include <optional>
#include <string>

/// Somebody wants to read instead of report: "查 转账限额", "热点". Pure.
struct Lookup {
  bool hot = false;   // what many ask now
  std::string words;  // else what is looked for
  bool operator==(const Lookup&) const = default;
};
/// Only where the message says nothing else. "查 1002" is about a ticket; long words and such with a
/// customer's numbers are a report.
std::optional<Lookup> parse_lookup(const std::string& text);
