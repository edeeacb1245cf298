#pragma once
#include <optional>
#include <string_view>

#include "bot/sentence.h"

/// Where the customer's name stands, only where the text says that it is the customer's: "客户李建国",
/// "姓名：王秀兰". Not "林女士", not the reporter's own. `plain`: identifiers covered.
std::optional<Span> find_name(std::string_view plain);
