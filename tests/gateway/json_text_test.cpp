#include "gateway/json_text.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

TEST_CASE("a value is written from front to back as compact text") {
  JsonText out;
  out.object().key("n").number(-7).key("on").flag(true).key("tags").texts(std::vector<std::string>{"a", "b"});
  out.key("by").texts(std::map<std::string, std::string>{{"x", "1"}, {"y", ""}});
  out.key("rows").array().object().end().array().end().end().end();
  CHECK(out.take() == R"({"n":-7,"on":true,"tags":["a","b"],"by":{"x":"1","y":""},"rows":[{},[]]})");
}

TEST_CASE("every text comes back as it was, and broken bytes come back as U+FFFD") {
  std::string all;
  for (int c = 1; c < 0x80; ++c) all += static_cast<char>(c);
  const std::vector<std::string> whole{"", all, "股票交易不了", "\"\\/\b\f\n\r\t", "😀\u2028", "\uFFFD"};
  JsonText out;
  out.texts(whole);
  CHECK(nlohmann::json::parse(out.take()).get<std::vector<std::string>>() == whole);
  JsonText broken;
  broken.object().key("a\xff").text("b\xe8\x82").end();
  const auto read = nlohmann::json::parse(broken.take());
  CHECK(read.at("a\uFFFD").get<std::string>() == "b\uFFFD");
}
