#pragma once
#include <optional>
#include <string>
#include <string_view>

/// The money it is about, in yuan: not a price, not a count, not a limit or a balance. `plain`: numbers,
/// times and error texts covered.
std::optional<std::string> find_amount(std::string_view plain);
