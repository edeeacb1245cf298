#pragma once
#include <string_view>

/// What a whole string of digits (the last may be X) can be. Pure shape; context is the caller's.

/// The length of the prefix (86, 0086 or none) before a mainland mobile number; -1 when it is none.
int mobile_prefix(std::string_view digits);
bool identity_shape(std::string_view digits);  // 18 or 15; the check digit may be wrong
bool identity_check(std::string_view eighteen);
bool card_prefix(std::string_view digits);  // begins like a bank card and is 15–19 digits long
bool luhn(std::string_view digits);
/// The length of the area code of a landline number; 0 when it is none.
std::size_t area_code(std::string_view digits);
/// GB 32100: 18 characters that begin with 91, 92 or 93, with a right check character.
bool company_code(std::string_view characters);
