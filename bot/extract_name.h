#pragma once
#include <optional>
#include <string>
#include <string_view>

/// The customer's name, only where the text says that it is the customer's: "客户李建国", "姓名：王秀兰". Not
/// "林女士", not the reporter's own. `plain`: identifiers covered. The answer is in Simplified characters;
/// `begin` and `end` say where it stands.
struct Named {
  std::size_t begin = 0, end = 0;
};
std::optional<Named> find_name(std::string_view plain);
