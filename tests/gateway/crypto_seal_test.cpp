#include "gateway/crypto_seal.h"

#include <catch2/catch.hpp>

#include "gateway/crypto.h"

TEST_CASE("what is sealed is opened with its own key and purpose only, and never when a bit was changed") {
  const std::string key = "a key of more than thirty-two characters", secret("\0\x01geheim", 8);
  const auto sealed = seal(key, "of lilei", secret);
  CHECK(unseal(key, "of lilei", sealed) == secret);
  CHECK(seal(key, "of lilei", secret) != sealed);
  CHECK_FALSE(unseal("another key", "of lilei", sealed));
  CHECK_FALSE(unseal(key, "of hanmei", sealed));
  CHECK(unseal(key, "", seal(key, "", "")) == "");
  auto bytes = *base64_decode(sealed);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    auto changed = bytes;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    CHECK_FALSE(unseal(key, "of lilei", base64(changed)));
  }
  for (const auto* broken : {"", "x", "AAAA", "!!"}) CHECK_FALSE(unseal(key, "of lilei", broken));
}
