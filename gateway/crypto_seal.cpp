#include "gateway/crypto_seal.h"

#include <openssl/evp.h>

#include <cstdlib>
#include <memory>

#include "gateway/crypto.h"

namespace {

constexpr std::size_t nonce_size = 12, tag_size = 16;

struct FreeSealContext {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_CIPHER_CTX, FreeSealContext>;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string key_of(std::string_view key) { return hmac_sha256(key, "dutydesk seal"); }

/// Begins with key, nonce and purpose; null when OpenSSL has no GCM.
Context begun(std::string_view key, std::string_view nonce, std::string_view purpose, int encrypt) {
  Context context(EVP_CIPHER_CTX_new());
  const auto whole = key_of(key);
  int length = 0;
  const bool good = context &&
                    EVP_CipherInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, bytes_of(whole),
                                      bytes_of(nonce), encrypt) == 1 &&
                    EVP_CipherUpdate(context.get(), nullptr, &length, bytes_of(purpose),
                                     static_cast<int>(purpose.size())) == 1;
  return good ? std::move(context) : nullptr;
}

}  // namespace

std::string seal(std::string_view key, std::string_view purpose, std::string_view secret) {
  const auto nonce = random_bytes(nonce_size);
  const auto context = begun(key, nonce, purpose, 1);
  std::string out(secret.size(), '\0'), tag(tag_size, '\0');
  int length = 0, last = 0;
  const bool good =
      context &&
      EVP_CipherUpdate(context.get(), reinterpret_cast<unsigned char*>(out.data()), &length, bytes_of(secret),
                       static_cast<int>(secret.size())) == 1 &&
      EVP_CipherFinal_ex(context.get(), reinterpret_cast<unsigned char*>(out.data()) + length, &last) == 1 &&
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, tag_size, tag.data()) == 1;
  if (!good) std::abort();  // nothing safe could follow
  return base64(nonce + tag + out);
}

std::optional<std::string> unseal(std::string_view key, std::string_view purpose, std::string_view sealed) {
  auto bytes = base64_decode(sealed);
  if (!bytes || bytes->size() < nonce_size + tag_size) return std::nullopt;
  const auto context = begun(key, bytes->substr(0, nonce_size), purpose, 0);
  auto tag = bytes->substr(nonce_size, tag_size);
  const auto body = bytes->substr(nonce_size + tag_size);
  std::string out(body.size(), '\0');
  int length = 0, last = 0;
  const bool good =
      context &&
      EVP_CipherUpdate(context.get(), reinterpret_cast<unsigned char*>(out.data()), &length, bytes_of(body),
                       static_cast<int>(body.size())) == 1 &&
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, tag_size, tag.data()) == 1 &&
      EVP_CipherFinal_ex(context.get(), reinterpret_cast<unsigned char*>(out.data()) + length, &last) == 1;
  if (!good) return std::nullopt;
  return out;
}
