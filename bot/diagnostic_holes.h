#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

/// Names in braces within a query, and what is put in their place. Only for bot/diagnostic*.cpp.

struct QueryHole {
  std::size_t at = 0, size = 0;  // the braces included
  std::string name;
};
/// {name}: small letters, digits, _ and dots directly within braces; the braces of JSON never look so.
std::vector<QueryHole> holes_in(std::string_view text);
std::string filled(std::string_view text, const std::function<std::string(const std::string&)>& value_of);

/// Everything but unreserved characters of RFC 3986.
std::string percent_encoded(std::string_view text);
/// As it stands between the quotation marks of JSON (RFC 8259).
std::string json_escaped(std::string_view text);
