#pragma once
#include <optional>
#include <string>
#include <string_view>

/// Small secrets that lie in the database, sealed under a key that does not: AES-256-GCM, a fresh nonce each.
/// Any thread.

/// `key`: any length; it is hashed. `purpose` is bound in: what was sealed for one cannot be opened as
/// another, so a row copied onto another person is worthless. Text (base64).
std::string seal(std::string_view key, std::string_view purpose, std::string_view secret);
/// nullopt: another key or purpose, or changed.
std::optional<std::string> unseal(std::string_view key, std::string_view purpose, std::string_view sealed);
