#include <catch2/catch.hpp>

#include "gateway/delivery/media_type.h"
#include "gateway/delivery/socket_get.h"

TEST_CASE("addresses that are not the open internet are refused, however they are written") {
  for (const char* inside : {"127.0.0.1",
                             "127.255.255.254",
                             "10.0.0.1",
                             "172.16.0.1",
                             "172.31.255.255",
                             "192.168.1.1",
                             "169.254.169.254",
                             "100.64.0.1",
                             "100.127.255.255",
                             "0.0.0.0",
                             "192.0.0.8",
                             "192.0.2.1",
                             "198.18.0.1",
                             "198.51.100.7",
                             "203.0.113.7",
                             "224.0.0.1",
                             "255.255.255.255",
                             "::1",
                             "::",
                             "fe80::1",
                             "fc00::1",
                             "fd12:3456::1",
                             "ff02::1",
                             "::ffff:127.0.0.1",
                             "::ffff:10.0.0.1",
                             "64:ff9b::7f00:1",
                             "2002:7f00:1::",
                             "2001:0:4136:e378::",
                             "2001:db8::1",
                             "100::1",
                             "not an address"}) {
    INFO(inside);
    CHECK_FALSE(is_public_address(inside));
  }
  for (const char* outside :
       {"1.1.1.1", "172.15.255.255", "172.32.0.1", "100.63.255.255", "100.128.0.0", "192.167.255.255",
        "223.255.255.255", "2400:3200::1", "2606:4700:4700::1111", "::ffff:8.8.8.8"}) {
    INFO(outside);
    CHECK(is_public_address(outside));
  }
}

TEST_CASE("a picture's address that leads inside, or can be read in two ways, is never fetched") {
  const SafeGet limits{"https://qyapi.weixin.qq.com", 1000, Millis{5000}};
  for (const char* url : {"http://example.com/a",
                          "https://127.0.0.1/a",
                          "https://localhost/a",
                          "https://2130706433/a",
                          "https://0x7f000001/a",
                          "https://0177.0.0.1/a",
                          "https://127.1/a",
                          "https://[::1]/a",
                          "https://[::ffff:127.0.0.1]/a",
                          "https://169.254.169.254/latest/meta-data",
                          "https://10.0.0.1/",
                          "https://good.example@127.0.0.1/",
                          "https://127.0.0.1:8443/",
                          "https://127.0.0.1\\@good.example/",
                          "https://127.0.0.1 .good.example/",
                          "https://127.0.0.1#good.example/",
                          "ftp://good.example/a",
                          "file:///etc/passwd",
                          "//127.0.0.1/",
                          "https:///a",
                          "https://",
                          "",
                          "gopher://127.0.0.1:25/",
                          "https://good.example:22/",
                          "https://qyapi.weixin.qq.com@127.0.0.1/",
                          "https://qyapi.weixin.qq.com:80@127.0.0.1/",
                          "https://\xe2\x91\xa0\xe2\x91\xa1.example/"}) {
    const auto answer = safe_get(url, limits);
    INFO(url);
    REQUIRE_FALSE(answer);
    CHECK(answer.error().kind == Kind::bad_input);
  }
}

TEST_CASE("what a file is says its beginning; pages and programs are nothing that is kept") {
  CHECK(media_type_of("\x89PNG\r\n\x1A\nrest") == "image/png");
  CHECK(media_type_of("\xFF\xD8\xFF\xE0rest") == "image/jpeg");
  CHECK(media_type_of("GIF89a....") == "image/gif");
  CHECK(media_type_of(std::string("RIFF\0\0\0\0WEBPVP8 ", 16)) == "image/webp");
  CHECK(media_type_of("%PDF-1.7") == "application/pdf");
  CHECK(media_type_of("交易日志\n第二行") == "text/plain");
  CHECK(media_type_of("<html><script>alert(1)</script>").empty());
  CHECK(media_type_of("  <svg onload=alert(1)>").empty());
  CHECK(media_type_of("MZ\x90").empty());
  CHECK(media_type_of(std::string("\x7F"
                                  "ELF\x02\x01\x01\0",
                                  8))
            .empty());
  CHECK(media_type_of("").empty());
}
