#pragma once
#include <cstddef>
#include <string>

#include "bot/result.h"
#include "bot/time.h"
#include "gateway/http/message.h"

/// Fetching from addresses that stand in messages, which anybody could have chosen (reliability.md S-SSRF).

struct SafeGet {
  std::string trusted;  // the configured API: its own origin may be plain http and inside
  std::size_t most_bytes = std::size_t{20} * 1024 * 1024;
  Millis deadline{20000};
};
/// https on port 443 only; the name is resolved once, every address it has must be public, and the connection
/// goes to one of these. Redirects are answers. bad_input: not allowed or too long, never try again.
Result<HttpResponse> safe_get(const std::string& url, const SafeGet& limits);

/// Whether an address (as text) is one of the open internet: not private, local, shared, reserved or a way to
/// such through IPv6.
bool is_public_address(const std::string& address);
