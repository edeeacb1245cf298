#include "gateway/channel/json.h"

#include <catch2/catch.hpp>
#include <chrono>

TEST_CASE("foreign JSON is read strictly") {
  for (const std::string text : {"{}", "[]", "null", "true", "0", "-1", "1.5", "\"x\"",
                                 R"({"a":{"a":1},"b":[{"a":1},{"a":2}]})", " [1] "}) {
    INFO(text);
    CHECK(parse_json(text));
  }
  for (const std::string text :
       {"", " ", "{", "[1,]", "{\"a\":1,}", "nul", "01", "1 2", "'a'", "{a:1}", "[\"\\x\"]", "\"a\nb\"",
        "NaN", "\"\xff\"", "\"\xc0\xaf\"", "\"\xed\xa0\x80\"", "// c\n1", "\"\\ud800\""}) {
    INFO(text);
    CHECK_FALSE(parse_json(text));
  }
}

TEST_CASE("a name that stands twice in an object is refused at any depth") {
  CHECK_FALSE(parse_json(R"({"a":1,"a":1})"));
  CHECK_FALSE(parse_json(R"({"x":[{"a":1,"b":2,"\u0061":3}]})"));
}

TEST_CASE("depth and size are bounded, and a deep document is refused at once") {
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  CHECK(parse_json(nested(64)));
  CHECK_FALSE(parse_json(nested(65)));
  CHECK_FALSE(parse_json("\"" + std::string(256 * 1024, 'a') + "\""));
  CHECK(parse_json("\"" + std::string(1000, 'a') + "\"", {1002, 64}));
  CHECK_FALSE(parse_json("\"" + std::string(1000, 'a') + "\"", {1001, 64}));
  const auto begin = std::chrono::steady_clock::now();
  CHECK_FALSE(parse_json(nested(100000)));
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::milliseconds(50));
}

TEST_CASE("absent, null and wrongly typed fields read as empty") {
  const auto json = *parse_json(
      R"({"s":"x","n":5,"big":18446744073709551615,"f":1.5,"b":true,"z":null,"a":["p"],"o":{"k":"v"}})");
  CHECK(json["s"].text() == "x");
  CHECK(json["n"].text().empty());
  CHECK(json["n"].id() == "5");
  CHECK(json["n"].number() == 5);
  CHECK_FALSE(json["big"].number());
  CHECK_FALSE(json["f"].number());
  CHECK(json["b"].truth());
  CHECK(json["z"].is_null());
  CHECK(json["none"].is_null());
  CHECK(json.at({"o", "k"}).text() == "v");
  CHECK(json.at({"s", "k", "deeper"}).is_null());
  CHECK(json["a"].items().size() == 1);
  CHECK(json["o"].items().empty());
}

TEST_CASE("what is written keeps the order of its fields and never throws") {
  auto json = Json::object({{"z", 1}, {"a", "x"}});
  json.set("list", Json::array({"p", "q"})).set("real", 1.3);
  CHECK(dump_json(json) == R"({"z":1,"a":"x","list":["p","q"],"real":1.3})");
  CHECK(dump_json(Json("\xff"
                       "a")) ==
        "\"\xEF\xBF\xBD"
        "a\"");
  CHECK(*parse_json(dump_json(json)) == json);
}
