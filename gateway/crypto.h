#pragma once
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

/// Hashes, AES and randomness as functions on bytes; OpenSSL stays behind this header. Safe from any thread.

std::string sha1_hex(std::string_view bytes);
std::string sha256_hex(std::string_view bytes);
/// Only for formats that ask for it (pictures of a group webhook).
std::string md5_hex(std::string_view bytes);
/// Raw 32 bytes.
std::string hmac_sha256(std::string_view key, std::string_view bytes);
std::string hmac_sha256_hex(std::string_view key, std::string_view bytes);
std::string to_hex(std::string_view bytes);

/// Standard alphabet with padding, no line breaks.
std::string base64(std::string_view bytes);
/// URL-safe alphabet without padding: for tokens in links and cookies.
std::string base64_url(std::string_view bytes);
/// Standard alphabet; padding may be left out, but what is there must be right. Bits beyond the last whole
/// byte are dropped: the 43 characters of an EncodingAESKey carry two of them, usually not zero. nullopt:
/// another character or length.
std::optional<std::string> base64_decode(std::string_view text);

/// AES-256-CBC on whole blocks, no padding added or removed. nullopt: key not 32 bytes, iv not 16, length not
/// a multiple of 16.
std::optional<std::string> aes256_cbc_encrypt(std::string_view key, std::string_view iv,
                                              std::string_view bytes);
std::optional<std::string> aes256_cbc_decrypt(std::string_view key, std::string_view iv,
                                              std::string_view bytes);

/// Time depends on the lengths only.
bool constant_time_equal(std::string_view left, std::string_view right);
/// From the operating system's generator; the process ends if there is none, since nothing safe could follow.
std::string random_bytes(std::size_t count);
