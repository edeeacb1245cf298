#pragma once
#include <cstdint>
#include <string>
#include <string_view>

/// Hides personal data in free text, for everything that leaves the restricted view. Idempotent; linear;
/// input over 64 kB is cut. Phones show first 3 + last 4, identity numbers first 1 + last 1, cards last 4,
/// accounts last 3, passwords nothing.
enum class Sink { chat, log };
std::string mask(std::string_view text, Sink sink = Sink::chat);
/// For logs whose lines shall be joined by who they are about: a number becomes ~ and 32 bits of its keyed
/// hash as eight letters. Without a key a log says only what kind of number stood there.
struct LogKey {
  std::uint64_t first = 0, second = 0;
};
std::string mask(std::string_view text, const LogKey& key);
/// One structured field by its name (phone, id_number, account, customer_name…), for showing back.
std::string mask_field(std::string_view name, std::string_view value);
