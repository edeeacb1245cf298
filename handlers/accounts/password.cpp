#include "handlers/accounts/password.h"

#include <sodium.h>

#include <mutex>
#include <stdexcept>

#include "bot/text.h"

namespace {

/// libsodium's "interactive" limits: 2 passes over 64 MB (RFC 9106 asks for that where memory is scarce).
constexpr auto passes = crypto_pwhash_OPSLIMIT_INTERACTIVE;
constexpr auto memory = crypto_pwhash_MEMLIMIT_INTERACTIVE;
constexpr std::size_t shortest = 10, longest = 128;  // characters

std::mutex& one_at_a_time() {
  static std::mutex mutex;
  return mutex;
}

std::string hashed(const std::string& password) {
  if (sodium_init() < 0) throw std::runtime_error("libsodium does not start");
  char out[crypto_pwhash_STRBYTES];
  if (crypto_pwhash_str_alg(out, password.data(), password.size(), passes, memory,
                            crypto_pwhash_ALG_ARGON2ID13) != 0)
    throw std::runtime_error("no memory for a password");
  return out;
}

/// What an unknown person's password is compared with.
const std::string& nobody() {
  static const std::string hash = hashed("nobody has this password");
  return hash;
}

}  // namespace

std::string hash_password(const std::string& password) {
  const std::scoped_lock lock(one_at_a_time());
  return hashed(password);
}

bool password_fits(const std::string& hash, const std::string& password) {
  const std::scoped_lock lock(one_at_a_time());
  const auto& against = hash.empty() ? nobody() : hash;
  const bool fits = crypto_pwhash_str_verify(against.c_str(), password.data(), password.size()) == 0;
  return fits && !hash.empty();
}

std::string password_problem(const std::string& password) {
  const auto size = code_points(password);
  if (size < shortest) return "too_short";
  return size > longest ? "too_long" : "";
}
