#include "handlers/accounts/one_time.h"

#include <liboath/oath.h>

#include <cstdlib>
#include <mutex>

#include "gateway/crypto.h"

namespace {

constexpr unsigned step_seconds = 30, digits = 6;
// Crockford's 32: what is taken for another letter is read as it.
constexpr std::string_view letters = "0123456789abcdefghjkmnpqrstvwxyz";

/// oath_init initialises libgcrypt, once.
void ready() {
  static std::once_flag once;
  std::call_once(once, [] {
    if (oath_init() != OATH_OK) std::abort();
  });
}

std::string code_of(const std::string& secret, long long step) {
  char out[digits + 1] = {};
  const auto done = oath_hotp_generate(secret.data(), secret.size(), static_cast<std::uint64_t>(step), digits,
                                       false, OATH_HOTP_DYNAMIC_TRUNCATION, out);
  return done == OATH_OK ? out : "";
}

std::string base32(const std::string& bytes) {
  ready();
  char* out = nullptr;
  std::size_t length = 0;
  if (oath_base32_encode(bytes.data(), bytes.size(), &out, &length) != OATH_OK) std::abort();
  std::string text(out, length);
  std::free(out);
  return text;
}

std::string percent(const std::string& text) {
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                       c == '-' || c == '_' || c == '.';
    out += plain ? std::string(1, c) : "%" + to_hex(std::string(1, c));
  }
  return out;
}

}  // namespace

std::string new_otp_secret() { return random_bytes(20); }

std::string otp_words(const std::string& secret) {
  std::string out;
  for (const char c : base32(secret)) {
    if (out.size() % 5 == 4) out += ' ';
    out += c;
  }
  return out;
}

std::string otp_uri(const std::string& secret, const std::string& issuer, const std::string& person) {
  return "otpauth://totp/" + percent(issuer) + ":" + percent(person) + "?secret=" + base32(secret) +
         "&issuer=" + percent(issuer);
}

std::string otp_code(const std::string& secret, Time at) {
  ready();
  return code_of(secret, at.time_since_epoch().count() / 1000 / step_seconds);
}

std::optional<long long> otp_step(const std::string& secret, const std::string& code, Time now,
                                  long long used) {
  if (code.size() != digits || secret.empty()) return std::nullopt;
  ready();
  const auto step = now.time_since_epoch().count() / 1000 / step_seconds;
  std::optional<long long> found;
  for (auto one = step - 1; one <= step + 1; ++one)
    if (constant_time_equal(code_of(secret, one), code) && one > used && !found) found = one;
  return found;
}

std::vector<std::string> new_recovery_codes(std::size_t count) {
  std::vector<std::string> codes;
  for (std::size_t i = 0; i < count; ++i) {
    std::string code;
    for (const char c : random_bytes(12)) {
      if (code.size() % 5 == 4) code += '-';
      code += letters[static_cast<unsigned char>(c) % letters.size()];
    }
    codes.push_back(std::move(code));
  }
  return codes;
}

std::string plain_recovery_code(const std::string& typed) {
  std::string out;
  for (const char c : typed) {
    if (c == '-' || c == ' ') continue;
    const char small = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    out += small == 'o' ? '0' : small == 'i' || small == 'l' ? '1' : small;
  }
  return out;
}
