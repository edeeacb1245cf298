#include "gateway/crypto.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <cstdint>
#include <cstdlib>
#include <memory>

namespace {

constexpr std::string_view standard_alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view url_alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

const unsigned char* data_of(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}
unsigned char* data_of(std::string& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }

/// Fetched once: EVP_sha1() and kin cost a locked lookup in OpenSSL 3 on every use.
struct Algorithms {
  EVP_MD* sha1 = EVP_MD_fetch(nullptr, "SHA1", nullptr);
  EVP_MD* sha256 = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  EVP_MD* md5 = EVP_MD_fetch(nullptr, "MD5", nullptr);
  EVP_CIPHER* aes = EVP_CIPHER_fetch(nullptr, "AES-256-CBC", nullptr);
};
const Algorithms& algorithms() {
  static const Algorithms fetched;
  return fetched;
}

std::string digest_hex(const EVP_MD* digest, std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  unsigned length = 0;
  if (digest == nullptr || EVP_Digest(bytes.data(), bytes.size(), out.data(), &length, digest, nullptr) != 1)
    std::abort();
  return to_hex(std::string_view(reinterpret_cast<const char*>(out.data()), length));
}

struct FreeCipher {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};

enum class Direction { decrypt = 0, encrypt = 1 };

std::optional<std::string> aes(Direction direction, std::string_view key, std::string_view iv,
                               std::string_view bytes) {
  constexpr std::size_t block = 16;
  constexpr std::size_t most = std::size_t{1} << 30;
  if (key.size() != 32 || iv.size() != block || bytes.size() % block != 0 || bytes.size() > most)
    return std::nullopt;
  const std::unique_ptr<EVP_CIPHER_CTX, FreeCipher> context(EVP_CIPHER_CTX_new());
  std::string out(bytes.size() + block, '\0');
  int first = 0;
  int last = 0;
  const bool good = context &&
                    EVP_CipherInit_ex2(context.get(), algorithms().aes, data_of(key), data_of(iv),
                                       static_cast<int>(direction), nullptr) == 1 &&
                    EVP_CIPHER_CTX_set_padding(context.get(), 0) == 1 &&
                    EVP_CipherUpdate(context.get(), data_of(out), &first, data_of(bytes),
                                     static_cast<int>(bytes.size())) == 1 &&
                    EVP_CipherFinal_ex(context.get(), data_of(out) + first, &last) == 1;
  if (!good) return std::nullopt;
  out.resize(static_cast<std::size_t>(first) + static_cast<std::size_t>(last));
  return out;
}

std::string encode(std::string_view bytes, std::string_view alphabet) {
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  std::uint32_t bits = 0;
  unsigned count = 0;
  for (const char c : bytes) {
    bits = (bits << 8U) | static_cast<unsigned char>(c);
    for (count += 8; count >= 6; count -= 6) out.push_back(alphabet[(bits >> (count - 6)) & 63U]);
  }
  if (count > 0) out.push_back(alphabet[(bits << (6 - count)) & 63U]);
  return out;
}

constexpr std::array<signed char, 256> reverse_alphabet() {
  std::array<signed char, 256> table{};
  for (auto& entry : table) entry = -1;
  for (std::size_t i = 0; i < standard_alphabet.size(); ++i)
    table[static_cast<unsigned char>(standard_alphabet[i])] = static_cast<signed char>(i);
  return table;
}

}  // namespace

std::string sha1_hex(std::string_view bytes) { return digest_hex(algorithms().sha1, bytes); }
std::string sha256_hex(std::string_view bytes) { return digest_hex(algorithms().sha256, bytes); }
std::string md5_hex(std::string_view bytes) { return digest_hex(algorithms().md5, bytes); }

std::string hmac_sha256(std::string_view key, std::string_view bytes) {
  std::string out(32, '\0');
  unsigned length = 0;
  if (HMAC(algorithms().sha256, key.data(), static_cast<int>(key.size()), data_of(bytes), bytes.size(),
           data_of(out), &length) == nullptr ||
      length != out.size())
    std::abort();
  return out;
}

std::string hmac_sha256_hex(std::string_view key, std::string_view bytes) {
  return to_hex(hmac_sha256(key, bytes));
}

std::string to_hex(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    out.push_back(digits[static_cast<unsigned char>(c) >> 4U]);
    out.push_back(digits[static_cast<unsigned char>(c) & 15U]);
  }
  return out;
}

std::string base64(std::string_view bytes) {
  auto out = encode(bytes, standard_alphabet);
  out.append((4 - out.size() % 4) % 4, '=');
  return out;
}

std::string base64_url(std::string_view bytes) { return encode(bytes, url_alphabet); }

std::optional<std::string> base64_decode(std::string_view text) {
  static constexpr auto table = reverse_alphabet();
  if (!text.empty() && text.back() == '=') {
    if (text.size() % 4 != 0) return std::nullopt;
    text.remove_suffix(1);
    if (text.back() == '=') text.remove_suffix(1);
  }
  if (text.size() % 4 == 1) return std::nullopt;
  std::string out;
  out.reserve(text.size() / 4 * 3 + 2);
  std::uint32_t bits = 0;
  unsigned count = 0;
  for (const char c : text) {
    const auto value = table[static_cast<unsigned char>(c)];
    if (value < 0) return std::nullopt;
    bits = (bits << 6U) | static_cast<std::uint32_t>(value);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    out.push_back(static_cast<char>((bits >> count) & 255U));
  }
  return out;
}

std::optional<std::string> aes256_cbc_encrypt(std::string_view key, std::string_view iv,
                                              std::string_view bytes) {
  return aes(Direction::encrypt, key, iv, bytes);
}

std::optional<std::string> aes256_cbc_decrypt(std::string_view key, std::string_view iv,
                                              std::string_view bytes) {
  return aes(Direction::decrypt, key, iv, bytes);
}

bool constant_time_equal(std::string_view left, std::string_view right) {
  return left.size() == right.size() && CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

std::string random_bytes(std::size_t count) {
  std::string out(count, '\0');
  if (count > 0 && RAND_bytes(data_of(out), static_cast<int>(count)) != 1) std::abort();
  return out;
}
