#pragma once
#include <optional>
#include <string>
#include <vector>

#include "bot/time.h"

/// Codes of an authenticator (RFC 6238: 30 seconds, six digits, SHA-1, which is all that the apps know) and
/// recovery codes. liboath stays behind this header. Any thread.

/// 20 random bytes.
std::string new_otp_secret();
/// For typing: base32 in groups of four.
std::string otp_words(const std::string& secret);
/// otpauth://…, what the QR code says.
std::string otp_uri(const std::string& secret, const std::string& issuer, const std::string& person);
/// What an authenticator shows at this moment.
std::string otp_code(const std::string& secret, Time at);
/// The time step that this code belongs to: now or one beside it (a clock may be half a minute wrong), and
/// later than `used`; nullopt: it fits none.
std::optional<long long> otp_step(const std::string& secret, const std::string& code, Time now,
                                  long long used);

/// "4kd0-efgh-jkmn": 60 random bits each.
std::vector<std::string> new_recovery_codes(std::size_t count = 10);
/// As it is compared: small letters, no hyphens or blanks, o read as 0, i and l as 1.
std::string plain_recovery_code(const std::string& typed);
