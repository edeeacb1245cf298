#include "bot/lookup.h"

#include <catch2/catch.hpp>

TEST_CASE("查 with words looks them up, in either script, width or language") {
  for (const auto* text :
       {"查 转账限额", "查：转账限额", "搜索 转账限额", "查一下 转账限额", "查　转账限额"}) {
    INFO(text);
    const auto lookup = parse_lookup(text);
    REQUIRE(lookup);
    CHECK_FALSE(lookup->hot);
    CHECK(lookup->words == "转账限额");
  }
  CHECK(parse_lookup("search transfer limit")->words == "transfer limit");
  CHECK(parse_lookup("查 报错2001")->words == "报错2001");
}

TEST_CASE("热点 asks for what many ask now") {
  for (const auto* text : {"热点", "热点问题", "熱點", "热点？", "Hot questions", "FAQ"}) {
    INFO(text);
    const auto lookup = parse_lookup(text);
    REQUIRE(lookup);
    CHECK(lookup->hot);
  }
}

TEST_CASE("reports and questions about tickets are no look-up") {
  for (const auto* text :
       {"查不到资金", "查 1002", "查 #1002", "查", "查 ", "查询 1002", "热点股票买不了", "客户查 转账限额",
        "查 客户13812345678的转账", "查 昨天下午客户转账失败提示资金账号异常请尽快处理一下谢谢", "find"}) {
    INFO(text);
    CHECK_FALSE(parse_lookup(text));
  }
}
