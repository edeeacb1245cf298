#include "gateway/channel/wecom_crypto.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <utility>

#include "gateway/crypto.h"

namespace {

constexpr std::size_t block = 32;
constexpr std::size_t header = 20;  // 16 random bytes and the length

/// Where the padding begins; nullopt when it is not one. Reads all of the last block whatever it finds, so
/// that time tells nothing.
std::optional<std::size_t> unpadded_size(std::string_view bytes) {
  if (bytes.empty()) return std::nullopt;
  const auto pad = static_cast<std::size_t>(static_cast<unsigned char>(bytes.back()));
  unsigned wrong = static_cast<unsigned>(pad < 1) | static_cast<unsigned>(pad > block) |
                   static_cast<unsigned>(pad > bytes.size());
  const auto looked_at = std::min(block, bytes.size());
  for (std::size_t i = 1; i <= looked_at; ++i) {
    const auto value = static_cast<std::size_t>(static_cast<unsigned char>(bytes[bytes.size() - i]));
    wrong |= static_cast<unsigned>(i <= pad) & static_cast<unsigned>(value != pad);
  }
  if (wrong != 0) return std::nullopt;
  return bytes.size() - pad;
}

std::uint32_t big_endian(std::string_view four) {
  std::uint32_t value = 0;
  for (const char c : four.substr(0, 4)) value = (value << 8U) | static_cast<unsigned char>(c);
  return value;
}

std::string value_of(const std::map<std::string, std::string>& query, const std::string& name) {
  const auto found = query.find(name);
  return found == query.end() ? std::string() : found->second;
}

Error undecipherable() { return Error{Kind::bad_input, "callback does not decrypt"}; }

}  // namespace

Result<WecomKeys> wecom_keys(const Secret& token, const Secret& encoding_aes_key,
                             const std::string& receive_id) {
  if (token.empty()) return Error{Kind::bad_input, "token is empty"};
  if (encoding_aes_key.reveal().size() != 43)
    return Error{Kind::bad_input, "aes_key must have 43 characters"};
  auto key = base64_decode(encoding_aes_key.reveal());
  if (!key || key->size() != 32)
    return Error{Kind::bad_input, "aes_key holds a character that is not base64"};
  return WecomKeys{token.reveal(), std::move(*key), receive_id};
}

std::string wecom_signature(std::string_view token, std::string_view timestamp, std::string_view nonce,
                            std::string_view encrypt) {
  std::array<std::string_view, 4> parts{token, timestamp, nonce, encrypt};
  std::sort(parts.begin(), parts.end());
  std::string joined;
  joined.reserve(token.size() + timestamp.size() + nonce.size() + encrypt.size());
  for (const auto part : parts) joined.append(part);
  return sha1_hex(joined);
}

Result<Done> wecom_check(const WecomKeys& keys, const std::map<std::string, std::string>& query,
                         std::string_view encrypt, Time now, Seconds freshness) {
  const auto timestamp = value_of(query, "timestamp");
  const auto expected = wecom_signature(keys.token, timestamp, value_of(query, "nonce"), encrypt);
  if (!constant_time_equal(expected, value_of(query, "msg_signature")))
    return Error{Kind::unauthorized, "wrong signature"};
  long long sent = 0;
  const auto* end = timestamp.data() + timestamp.size();
  const auto [stopped, failed] = std::from_chars(timestamp.data(), end, sent);
  constexpr long long latest = 1LL << 40;  // keeps the subtraction below within range
  if (failed != std::errc{} || stopped != end || sent < 0 || sent > latest)
    return Error{Kind::unauthorized, "timestamp is not a number"};
  const auto age = std::chrono::floor<Seconds>(now.time_since_epoch()) - Seconds{sent};
  if (age > freshness || age < -freshness) return Error{Kind::unauthorized, "timestamp out of the window"};
  return Done{};
}

Result<std::string> wecom_decrypt(const WecomKeys& keys, std::string_view encrypt) {
  const auto cipher = base64_decode(encrypt);
  if (!cipher || cipher->size() < block || cipher->size() % 16 != 0) return undecipherable();
  const auto plain = aes256_cbc_decrypt(keys.aes_key, std::string_view(keys.aes_key).substr(0, 16), *cipher);
  if (!plain) return undecipherable();
  const auto size = unpadded_size(*plain);
  if (!size || *size < header) return undecipherable();
  const auto bytes = std::string_view(*plain).substr(0, *size);
  const auto length = static_cast<std::size_t>(big_endian(bytes.substr(16, 4)));
  if (length > bytes.size() - header) return undecipherable();
  if (!constant_time_equal(bytes.substr(header + length), keys.receive_id)) return undecipherable();
  return std::string(bytes.substr(header, length));
}

Result<std::string> wecom_encrypt(const WecomKeys& keys, std::string_view message,
                                  std::string_view random16) {
  if (random16.size() != 16) return Error{Kind::internal, "encryption needs 16 random bytes"};
  if (message.size() > (std::size_t{1} << 28)) return Error{Kind::bad_input, "message too long to encrypt"};
  std::string bytes(random16);
  for (int shift = 24; shift >= 0; shift -= 8)
    bytes.push_back(static_cast<char>((message.size() >> static_cast<unsigned>(shift)) & 255U));
  bytes.append(message).append(keys.receive_id);
  const auto pad = block - bytes.size() % block;
  bytes.append(pad, static_cast<char>(pad));
  const auto cipher = aes256_cbc_encrypt(keys.aes_key, std::string_view(keys.aes_key).substr(0, 16), bytes);
  if (!cipher) return Error{Kind::internal, "encryption failed"};
  return base64(*cipher);
}

Result<std::string> wecom_decrypt_media(std::string_view key, std::string_view cipher) {
  const auto raw = base64_decode(key);
  if (!raw || raw->size() != 32) return Error{Kind::bad_input, "media key is not 32 bytes"};
  const auto plain = aes256_cbc_decrypt(*raw, std::string_view(*raw).substr(0, 16), cipher);
  if (!plain) return Error{Kind::bad_input, "media does not decrypt"};
  const auto size = unpadded_size(*plain);
  if (!size) return Error{Kind::bad_input, "media does not decrypt"};
  return plain->substr(0, *size);
}
