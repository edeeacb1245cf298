#include "gateway/crypto.h"

#include <catch2/catch.hpp>

TEST_CASE("digests match the published values") {
  CHECK(sha1_hex("abc") == "a9993e364706816aba3e25717850c26c9cd0d89d");
  CHECK(sha1_hex("") == "da39a3ee5e6b4b0d3255bfef95601890afd80709");
  CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(md5_hex("abc") == "900150983cd24fb0d6963f7d28e17f72");
  // RFC 4231, cases 1 and 2
  CHECK(hmac_sha256_hex(std::string(20, '\x0b'), "Hi There") ==
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  CHECK(hmac_sha256_hex("Jefe", "what do ya want for nothing?") ==
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST_CASE("base64 is written with padding and read with or without it") {
  CHECK(base64("") == "");
  CHECK(base64("f") == "Zg==");
  CHECK(base64("fo") == "Zm8=");
  CHECK(base64("foo") == "Zm9v");
  CHECK(base64_url(std::string("\xff\xfe\xfd", 3)) == "__79");
  for (const std::string text : {"", "a", "ab", "abc", "\xff\x01\x80z"})
    CHECK(base64_decode(base64(text)) == text);
  CHECK(base64_decode("Zg") == "f");
  CHECK(base64_decode("Zm8") == "fo");
}

TEST_CASE("the two bits beyond the 32nd byte of a 43-character key are dropped") {
  const auto zero = base64_decode("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
  const auto bits = base64_decode("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAD");
  REQUIRE(zero);
  CHECK(zero->size() == 32);
  CHECK(zero == bits);
}

TEST_CASE("what is not base64 is refused") {
  for (const std::string text :
       {"A", "AAAAA", "=", "==", "A===", "Zg=", "Z g=", "Zm9v\n", "Zm=v", "Zm9*", "Zm9-"}) {
    INFO(text);
    CHECK_FALSE(base64_decode(text));
  }
}

TEST_CASE("AES-256-CBC matches NIST SP 800-38A and refuses what is no whole block") {
  const auto bytes = [](std::string_view hex) {
    std::string out;
    for (std::size_t i = 0; i < hex.size(); i += 2)
      out += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
    return out;
  };
  const auto key = bytes("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4");
  const auto iv = bytes("000102030405060708090a0b0c0d0e0f");
  const auto plain = bytes("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51");
  const auto cipher = aes256_cbc_encrypt(key, iv, plain);
  REQUIRE(cipher);
  CHECK(to_hex(*cipher) == "f58c4c04d6e5f1ba779eabfb5f7bfbd69cfc4e967edb808d679f777bc6702c7d");
  CHECK(aes256_cbc_decrypt(key, iv, *cipher) == plain);
  CHECK_FALSE(aes256_cbc_decrypt(key, iv, cipher->substr(1)));
  CHECK_FALSE(aes256_cbc_decrypt(key.substr(1), iv, *cipher));
  CHECK_FALSE(aes256_cbc_encrypt(key, iv.substr(1), plain));
}

TEST_CASE("equality in constant time is equality") {
  CHECK(constant_time_equal("", ""));
  CHECK(constant_time_equal("abc", "abc"));
  CHECK_FALSE(constant_time_equal("abc", "abd"));
  CHECK_FALSE(constant_time_equal("abc", "ab"));
}

TEST_CASE("random bytes are as many as asked for and do not repeat") {
  CHECK(random_bytes(0).empty());
  CHECK(random_bytes(16).size() == 16);
  CHECK(random_bytes(16) != random_bytes(16));
}
