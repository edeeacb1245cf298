#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "bot/fields.h"

/// What the sentence is about and what was tried, by the words of the trade; nothing where the words do not
/// make it plain.
struct About {
  std::optional<std::string> system, operation;
};

/// `plain`: identifiers, times and the error text covered. `error`: that text in normal form; it speaks only
/// where nothing else does.
About find_about(std::string_view plain, std::string_view error, const Dictionary& dictionary);
