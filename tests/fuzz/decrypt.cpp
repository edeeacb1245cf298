#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "gateway/channel/wecom_crypto.h"
#include "gateway/crypto.h"

/// Any ciphertext is either refused or exactly what encryption makes of the message found in it. Input bytes
/// are taken three ways: as the text of a callback, as raw cipher (so that the AES step is reached), and as
/// plaintext before padding (so that the checks behind it are).
namespace {

const WecomKeys& keys() {
  static const WecomKeys made{"token", std::string(32, 'k'), "ww1"};
  return made;
}

void must_be_genuine(std::string_view encrypt) {
  const auto message = wecom_decrypt(keys(), encrypt);
  if (!message) return;
  const auto cipher = base64_decode(encrypt);
  const auto plain =
      aes256_cbc_decrypt(keys().aes_key, std::string_view(keys().aes_key).substr(0, 16), *cipher);
  const auto again = wecom_encrypt(keys(), *message, std::string_view(*plain).substr(0, 16));
  // WeCom pads to 32; a cipher of 16 more bytes is taken too, but is not what encryption makes.
  if (!again || (cipher->size() % 32 == 0 && *base64_decode(*again) != *cipher)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  must_be_genuine(input);
  must_be_genuine(base64(input));
  std::string plain(input);
  plain.resize((plain.size() + 15) / 16 * 16, '\x20');
  if (const auto cipher =
          aes256_cbc_encrypt(keys().aes_key, std::string_view(keys().aes_key).substr(0, 16), plain)) {
    must_be_genuine(base64(*cipher));
    (void)wecom_decrypt_media(base64(keys().aes_key), *cipher);
  }
  if (const auto sent = wecom_encrypt(keys(), input, "0123456789abcdef")) {
    const auto back = wecom_decrypt(keys(), *sent);
    if (!back || *back != input) std::abort();
  }
  return 0;
}
