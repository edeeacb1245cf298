#include <catch2/catch.hpp>
#include <chrono>

#include "gateway/channel/wecom_xml.h"

TEST_CASE("callback XML reads as paths and texts, with or without CDATA") {
  const auto xml =
      read_xml("<xml>\n <A><![CDATA[a<b]]></A><N>5</N><O><I>x</I></O><E></E><Esc>&lt;&amp;</Esc></xml>");
  REQUIRE(xml);
  CHECK(xml->at("A") == "a<b");
  CHECK(xml->at("N") == "5");
  CHECK(xml->at("O/I") == "x");
  CHECK(xml->at("E").empty());
  CHECK(xml->at("Esc") == "<&");
}

TEST_CASE("adjacent CDATA nodes are one text") {
  CHECK(read_xml("<xml><C><![CDATA[a]]]]><![CDATA[>b]]></C></xml>")->at("C") == "a]]>b");
  CHECK(read_xml("<xml><C>a<![CDATA[ b ]]>c</C></xml>")->at("C") == "a b c");
}

TEST_CASE("the first of repeated elements counts, chosen options are all kept") {
  const auto xml = read_xml(
      "<xml><F>1</F><F>2</F><S><I><O><OptionId>a</OptionId><OptionId>b</OptionId></O></I><I><O><OptionId>c</"
      "OptionId></O></I></S></xml>");
  REQUIRE(xml);
  CHECK(xml->at("F") == "1");
  CHECK(xml->at("S/I/O/OptionId") == "a\nb\nc");
}

TEST_CASE("a document type, an entity or an instruction is refused") {
  for (const std::string text :
       {"<!DOCTYPE xml [<!ENTITY a \"b\">]><xml><A>&a;</A></xml>", "<!doctype xml><xml/>",
        "<xml><!DOCTYPE x></xml>", "<?xml-stylesheet href='x'?><xml><A>1</A></xml>",
        "<!DOCTYPE xml SYSTEM \"file:///etc/passwd\"><xml/>"}) {
    INFO(text);
    CHECK_FALSE(read_xml(text));
  }
  CHECK(read_xml("<xml><A>&unknown;</A></xml>")->at("A") == "&unknown;");
}

TEST_CASE("size, depth and number of nodes are bounded, in bounded time") {
  const auto deep = [](int depth) {
    std::string open = "<xml>", close = "</xml>";
    for (int i = 1; i < depth; ++i) {
      open += "<a>";
      close.insert(0, "</a>");
    }
    return open + close;
  };
  CHECK(read_xml(deep(16)));
  CHECK_FALSE(read_xml(deep(17)));
  std::string many = "<xml>";
  for (int i = 0; i < 201; ++i) many += "<a/>";
  CHECK_FALSE(read_xml(many + "</xml>"));
  CHECK_FALSE(read_xml("<xml><A>" + std::string(64 * 1024, 'a') + "</A></xml>"));
  const auto begin = std::chrono::steady_clock::now();
  CHECK_FALSE(read_xml(deep(9000)));
  std::string unclosed;
  while (unclosed.size() < 64000) unclosed += "<a>";
  CHECK_FALSE(read_xml(unclosed));
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(5));  // quadratic: minutes
}

TEST_CASE("what is not one <xml> document is refused") {
  for (const std::string text : {"", "x", "<xml>", "<xml></xm>", "<other/>", "{}", "<xml><A></xml></A>"})
    CHECK_FALSE(read_xml(text));
}
