#pragma once
#include <map>
#include <string>
#include <string_view>

#include "bot/result.h"
#include "bot/time.h"
#include "gateway/http/message.h"
#include "gateway/secret.h"

/// WeCom's callback crypto (protocols/wecom.md §1): SHA-1 signature, AES-256-CBC with blocks of 32 padded by
/// hand.

/// The keys of one callback URL.
struct WecomKeys {
  std::string token;
  std::string aes_key;     // 32 raw bytes
  std::string receive_id;  // the app's corp id; empty for smart bots
};

/// `encoding_aes_key`: exactly 43 characters. An Error says which rule is broken, never the value.
Result<WecomKeys> wecom_keys(const Secret& token, const Secret& encoding_aes_key,
                             const std::string& receive_id);

/// Lower-case hex over the four values sorted as bytes; all of them exactly as received.
std::string wecom_signature(std::string_view token, std::string_view timestamp, std::string_view nonce,
                            std::string_view encrypt);

/// Whether the signature is right and `timestamp` lies within `freshness` of `now`, on both sides.
/// The error is one for all causes of a wrong signature; staleness has its own text, since only a signed time
/// is looked at.
Result<Done> wecom_check(const WecomKeys& keys, const std::map<std::string, std::string>& query,
                         std::string_view encrypt, Time now, Seconds freshness);

/// The message inside `encrypt` (base64). Every step of §1.3 is a failure with one uniform error.
Result<std::string> wecom_decrypt(const WecomKeys& keys, std::string_view encrypt);
/// `random16`: 16 fresh bytes. Base64 text.
Result<std::string> wecom_encrypt(const WecomKeys& keys, std::string_view message, std::string_view random16);

/// A media download of a smart bot: raw ciphertext, pads up to 32. `key`: base64 of 32 bytes (43 or 44
/// characters).
Result<std::string> wecom_decrypt_media(std::string_view key, std::string_view cipher);
