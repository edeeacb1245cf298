#pragma once
#include <string>
#include <string_view>

/// Hides personal data in free text, for everything that leaves the restricted view. Idempotent; linear; input over 64 kB is cut.
/// Phones show first 3 + last 4, identity numbers first 1 + last 1, cards last 4, accounts last 3, passwords nothing.
enum class Sink { chat, log };
std::string mask(std::string_view text, Sink sink = Sink::chat);
/// One structured field by its name (phone, id_number, account, customer_name…), for showing back.
std::string mask_field(std::string_view name, std::string_view value);
