#include "gateway/channel/wecom_crypto.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>
#include <random>

#include "gateway/crypto.h"
#include "tests/channel/support.h"

namespace {

/// The published vectors, when the folder with the protocol notes stands beside the project.
Json vectors() {
  std::ifstream file(SOURCE_FOLDER "/../shared/protocols/wecom_vectors.json");
  if (!file) {
    WARN("wecom_vectors.json is absent: the published vectors are skipped");
    return {};
  }
  const auto read = parse_json(std::string(std::istreambuf_iterator<char>(file), {}), {1 << 20, 64});
  REQUIRE(read);
  return *read;
}

std::string bytes_of(const std::string& hex) {
  std::string out;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
    out += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  return out;
}

Result<WecomKeys> keys_of(const Json& vector) {
  return wecom_keys(Secret(vector["token"].text().empty() ? "x" : vector["token"].text()),
                    Secret(vector["encoding_aes_key"].text()), vector["receive_id_in_ciphertext"].text());
}

Time time_of(const Json& vector) {
  const auto text = vector["timestamp"].id();
  return Time{Seconds{text.empty() ? 0 : std::stoll(text)}};
}

std::map<std::string, std::string> query_of(const Json& vector, const char* signature) {
  return {{"timestamp", vector["timestamp"].id()},
          {"nonce", vector["nonce"].id()},
          {"msg_signature", vector[signature].text()}};
}

void check_positive(const Json& vector) {
  INFO(vector["id"].text());
  const auto encrypt = vector["encrypt"].text();
  const auto signature = vector["expected_msg_signature"].text();
  const auto key_text = vector["encoding_aes_key"].text();
  if (!signature.empty()) {
    const auto computed =
        wecom_signature(vector["token"].text(), vector["timestamp"].id(), vector["nonce"].id(), encrypt);
    CHECK((computed == signature) == !vector["negative"].truth());
  }
  if (key_text.empty() || vector["python_check"]["decrypts"] == Json(false)) return;
  const auto keys = keys_of(vector);
  REQUIRE(keys);
  const auto plain = wecom_decrypt(*keys, encrypt);
  auto expected = vector["expected_plaintext"];
  if (expected.is_null()) expected = vector["plaintext_computed"];
  if (expected.is_null() && !plain) return;  // a vector of the signature alone
  REQUIRE(plain);
  if (!expected.is_null()) CHECK(*plain == expected.text());
  auto random = bytes_of(vector["python_check"]["random_hex"].text());
  if (random.empty()) random = vector["random16_ascii"].text();
  if (random.size() != 16) return;
  const auto again = wecom_encrypt(*keys, *plain, random);
  REQUIRE(again);
  CHECK(*again == encrypt);
}

}  // namespace

TEST_CASE("every published vector verifies, decrypts and encrypts to the same bytes") {
  const auto all = vectors();
  if (all.is_null()) return;
  CHECK(all["public_vectors"].items().size() == 26);
  for (const auto& vector : all["public_vectors"].items()) check_positive(vector);
  CHECK(all["synthetic_positive"].items().size() == 10);
  for (const auto& vector : all["synthetic_positive"].items()) {
    check_positive(vector);
    CHECK(wecom_check(*keys_of(vector), query_of(vector, "expected_msg_signature"), vector["encrypt"].text(),
                      time_of(vector), Seconds{300}));
  }
}

TEST_CASE("every negative vector is refused, where it must be") {
  const auto all = vectors();
  if (all.is_null()) return;
  CHECK(all["synthetic_negative"].items().size() == 14);
  for (const auto& vector : all["synthetic_negative"].items()) {
    INFO(vector["id"].text());
    const auto keys = keys_of(vector);
    if (vector["must_reject_at"].text() == "config load") {
      CHECK_FALSE(keys);
      continue;
    }
    REQUIRE(keys);
    const auto authentic = wecom_check(*keys, query_of(vector, "msg_signature"), vector["encrypt"].text(),
                                       time_of(vector), Seconds{300});
    if (vector["must_reject_at"].text().starts_with("signature")) {
      CHECK_FALSE(authentic);
    } else {
      CHECK(authentic);
      CHECK_FALSE(wecom_decrypt(*keys, vector["encrypt"].text()));
    }
  }
}

TEST_CASE("every media vector decrypts with pads up to 32") {
  const auto all = vectors();
  if (all.is_null()) return;
  CHECK(all["synthetic_media"].items().size() == 3);
  for (const auto& vector : all["synthetic_media"].items()) {
    const auto plain =
        wecom_decrypt_media(vector["encoding_aes_key"].text(), bytes_of(vector["cipher_hex"].text()));
    REQUIRE(plain);
    CHECK(to_hex(*plain) == vector["plain_hex"].text());
  }
}

TEST_CASE("the page signature of the reference is SHA-1 over the fixed order") {
  const auto all = vectors();
  for (const auto& vector : all["jsapi_signature_vectors"].items())
    CHECK(sha1_hex("jsapi_ticket=" + vector["jsapi_ticket"].text() +
                   "&noncestr=" + vector["noncestr"].text() + "&timestamp=" + vector["timestamp"].id() +
                   "&url=" + vector["url"].text()) == vector["expected_signature"].text());
}

TEST_CASE("a message of any length comes back as it was") {
  const auto keys = channel_test::keys("ww1");
  for (std::size_t length = 0; length < 100; ++length) {
    const std::string message(length, 'm');
    const auto encrypt = wecom_encrypt(keys, message, "0123456789abcdef");
    REQUIRE(encrypt);
    CHECK(base64_decode(*encrypt)->size() % 32 == 0);
    const auto plain = wecom_decrypt(keys, *encrypt);
    REQUIRE(plain);
    CHECK(*plain == message);
  }
  CHECK_FALSE(wecom_encrypt(keys, "m", "short"));
}

TEST_CASE("a message for another receiver is refused with the same words as broken padding") {
  const auto encrypt = *wecom_encrypt(channel_test::keys("ww1"), "m", "0123456789abcdef");
  const auto other = wecom_decrypt(channel_test::keys("ww2"), encrypt);
  const auto none = wecom_decrypt(channel_test::keys(""), encrypt);
  const auto broken = wecom_decrypt(channel_test::keys("ww1"), encrypt.substr(0, 40));
  REQUIRE_FALSE(other);
  REQUIRE_FALSE(none);
  REQUIRE_FALSE(broken);
  CHECK(other.error().text == none.error().text);
  CHECK(other.error().text == broken.error().text);
}

TEST_CASE("no mutation of a signed request passes") {
  const auto keys = channel_test::keys("");
  const auto encrypt = *wecom_encrypt(keys, R"({"msgid":"1"})", "0123456789abcdef");
  const auto good = channel_test::signed_by(keys, "POST", encrypt, channel_test::noon);
  REQUIRE(wecom_check(keys, good.query, encrypt, channel_test::noon, Seconds{300}));
  std::mt19937 dice(7);
  int accepted = 0;
  for (int i = 0; i < 5000; ++i) {
    auto query = good.query;
    auto body = encrypt;
    auto& field = dice() % 4 == 0 ? body : std::next(query.begin(), dice() % 3)->second;
    switch (dice() % 3) {
      case 0:
        field[dice() % field.size()] ^= static_cast<char>(1U << (dice() % 7));
        break;
      case 1:
        field.erase(dice() % field.size(), 1);
        break;
      default:
        field.insert(dice() % field.size(), 1, static_cast<char>('0' + dice() % 10));
    }
    if (query == good.query && body == encrypt) continue;
    const auto moved_bytes = wecom_signature("", query["timestamp"], query["nonce"], "") ==
                             wecom_signature("", good.query.at("timestamp"), good.query.at("nonce"), "");
    if (wecom_check(keys, query, body, channel_test::noon, Seconds{300}) && !moved_bytes) ++accepted;
  }
  CHECK(accepted == 0);
}

TEST_CASE("a timestamp counts within the window on both sides, as a plain number") {
  const auto keys = channel_test::keys("");
  const auto check = [&](const std::string& timestamp) {
    const std::map<std::string, std::string> query{
        {"timestamp", timestamp},
        {"nonce", "n"},
        {"msg_signature", wecom_signature(keys.token, timestamp, "n", "e")}};
    return static_cast<bool>(wecom_check(keys, query, "e", channel_test::noon, Seconds{300}));
  };
  const auto second = std::chrono::floor<Seconds>(channel_test::noon.time_since_epoch()).count();
  CHECK(check(std::to_string(second)));
  CHECK(check(std::to_string(second - 300)));
  CHECK(check(std::to_string(second + 300)));
  CHECK_FALSE(check(std::to_string(second - 301)));
  CHECK_FALSE(check(std::to_string(second + 301)));
  for (const std::string text : {"", " ", "-1", "1e9", "0x10", "99999999999999999999", "9223372036854775807"})
    CHECK_FALSE(check(text));
}
