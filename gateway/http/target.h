#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>

/// A request target as the server reads it.
struct Target {
  std::string path;  // percent-decoded
  std::map<std::string, std::string>
      query;  // decoded once; '+' stays '+' (Base64 in callbacks); first of a name wins
};
/// Nothing when an escape is broken, a decoded path holds a control character or backslash, or steps out by
/// "..".
std::optional<Target> read_target(std::string_view target);
/// Percent decoding; nothing when an escape is broken.
std::optional<std::string> percent_decoded(std::string_view text);
