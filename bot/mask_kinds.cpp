#include "bot/mask_kinds.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace {

bool digit(char c) { return c >= '0' && c <= '9'; }

bool all_digits(std::string_view text) { return std::all_of(text.begin(), text.end(), digit); }

int value(std::string_view digits) {
  int sum = 0;
  for (const char c : digits) sum = sum * 10 + (c - '0');
  return sum;
}

bool month_and_day(std::string_view four) {
  const int month = value(four.substr(0, 2)), day = value(four.substr(2, 2));
  return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

bool province(std::string_view digits) {
  static constexpr std::array<int, 36> codes{11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34,
                                             35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52,
                                             53, 54, 61, 62, 63, 64, 65, 71, 81, 82, 83, 91};
  return std::find(codes.begin(), codes.end(), value(digits.substr(0, 2))) != codes.end();
}

}  // namespace

int mobile_prefix(std::string_view digits) {
  int prefix = 0;
  if (digits.size() == 13 && digits.substr(0, 2) == "86") prefix = 2;
  if (digits.size() == 15 && digits.substr(0, 4) == "0086") prefix = 4;
  const auto number = digits.substr(static_cast<std::size_t>(prefix));
  const bool fits = number.size() == 11 && all_digits(number) && number[0] == '1' && number[1] >= '3';
  return fits ? prefix : -1;
}

bool identity_shape(std::string_view digits) {
  if (digits.size() != 18 && digits.size() != 15) return false;
  const bool old = digits.size() == 15;
  if (!all_digits(digits.substr(0, digits.size() - 1)) || digits[0] == '0' || !province(digits)) return false;
  if (old) return digit(digits.back()) && month_and_day(digits.substr(8, 4));
  const int century = value(digits.substr(6, 2));
  return century >= 18 && century <= 20 && month_and_day(digits.substr(10, 4)) &&
         (digit(digits.back()) || digits.back() == 'X');
}

bool identity_check(std::string_view eighteen) {
  constexpr std::array<int, 17> weights{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  constexpr std::string_view checks = "10X98765432";
  int sum = 0;
  for (std::size_t at = 0; at < weights.size(); ++at) sum += weights[at] * (eighteen[at] - '0');
  return checks[static_cast<std::size_t>(sum % 11)] == eighteen[17];
}

bool card_prefix(std::string_view digits) {
  if (digits.size() < 15 || digits.size() > 19 || !all_digits(digits)) return false;
  const int two = value(digits.substr(0, 2));
  return two == 62 || two == 60 || digits[0] == '4' || (two >= 51 && two <= 55) || (two >= 22 && two <= 27) ||
         two == 34 || two == 37 || two == 35 || digits[0] == '9';
}

bool luhn(std::string_view digits) {
  int sum = 0;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    const int one = digits[digits.size() - 1 - i] - '0';
    sum += i % 2 == 0 ? one : one * 2 - (one > 4 ? 9 : 0);
  }
  return sum % 10 == 0;
}

std::size_t area_code(std::string_view digits) {
  if (digits.size() < 10 || digits[0] != '0' || !all_digits(digits)) return 0;
  std::size_t area = 0;
  if (digits.substr(1, 2) == "10" || digits[1] == '2') area = 3;
  if (digits[1] >= '3') area = 4;
  if (area == 0) return 0;
  const auto number = digits.substr(area);
  return (number.size() == 7 || number.size() == 8) && number[0] >= '2' ? area : 0;
}

bool company_code(std::string_view characters) {
  constexpr std::string_view letters = "0123456789ABCDEFGHJKLMNPQRTUWXY";
  constexpr std::array<std::size_t, 17> weights{1,  3,  9,  27, 19, 26, 16, 17, 20,
                                                29, 25, 13, 8,  24, 10, 30, 28};
  if (characters.size() != 18 || characters[0] != '9' || characters[1] < '1' || characters[1] > '3')
    return false;
  std::size_t sum = 0;
  for (std::size_t at = 0; at < characters.size(); ++at) {
    const auto order = letters.find(characters[at]);
    if (order == letters.npos) return false;
    if (at == 17) return order == (31 - sum % 31) % 31;
    sum += order * weights[at];
  }
  return false;
}
