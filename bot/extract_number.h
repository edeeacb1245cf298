#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bot/sentence.h"

/// The identifiers of a sentence and every number that must not be read as anything else.
struct Numbers {
  std::optional<std::string> phone, id_number, account, stock;
  std::vector<Span> taken;
};

/// `plain` is a sentence's normal form.
Numbers find_numbers(std::string_view plain);
/// GB 11643: 17 digits and a check character over them, with a birth date that exists.
bool is_identity_number(std::string_view number);
/// Does a mainland exchange give out codes like this one?
bool is_listed_code(std::string_view six_digits);
