#include "bot/text.h"

#include <catch2/catch.hpp>
#include <string>

#include "bot/chinese.h"

TEST_CASE("broken UTF-8 becomes U+FFFD and NUL is dropped") {
  const std::string mark = "\xEF\xBF\xBD";
  CHECK(clean_utf8("好a") == "好a");
  CHECK(clean_utf8(std::string("a\0b", 3)) == "ab");
  CHECK(clean_utf8("a\xFFz") == "a" + mark + "z");
  CHECK(clean_utf8("\xE5\xA5") == mark);
  CHECK(clean_utf8("\xE5\xA5z") == mark + "z");
  CHECK(clean_utf8("\xC0\xAF") == mark + mark);
  CHECK(clean_utf8("\xED\xA0\x80") == mark + mark + mark);
  CHECK(clean_utf8("\xF4\x90\x80\x80") == mark + mark + mark + mark);
  CHECK(clean_utf8("😀") == "😀");
}

TEST_CASE("the normal form folds width, case, Traditional characters and what nobody sees") {
  CHECK(normal("ＡＢｃ１２：（，！") == "abc12:(,!");
  CHECK(normal("客戶陳小姐　賣出") == "客户陈小姐 卖出");
  CHECK(normal("資金帳號、资金账号、资金帐号") == "资金账号、资金账号、资金账号");
  CHECK(normal("1\xE2\x80\x8B"
               "3\xEF\xBB\xBF"
               "8") == "138");
  CHECK(normal("a\xE2\x80\x85"
               "b") == "a b");
  CHECK(normal("第一行\n第二行") == "第一行\n第二行");
}

TEST_CASE("white space of every kind goes from both ends only") {
  CHECK(trimmed(" 　\t你 好\n\xE2\x80\x8B") == "你 好");
  CHECK(trimmed("　 ").empty());
  CHECK(trimmed("").empty());
}

TEST_CASE("a prefix never cuts a code point in two") {
  CHECK(prefix_bytes("你好", 6) == "你好");
  CHECK(prefix_bytes("你好", 5) == "你");
  CHECK(prefix_bytes("你好", 3) == "你");
  CHECK(prefix_bytes("你好", 2).empty());
  CHECK(prefix_bytes("a😀", 4) == "a");
  CHECK(code_points("a你😀") == 3);
}

TEST_CASE("only a leading mention of the configured name is taken off") {
  CHECK(without_mention("@小值 登录不上", "小值") == "登录不上");
  CHECK(without_mention("@小值\xE2\x80\x85登录不上", "小值") == "登录不上");
  CHECK(without_mention("＠小值登录不上", "小值") == "登录不上");
  CHECK(without_mention("@小值：受理 1002", "小值") == "受理 1002");
  CHECK(without_mention("  @小值", "小值").empty());
  CHECK(without_mention("@DutyBot help", "dutybot") == "help");
  CHECK(without_mention("@bother me", "bot") == "@bother me");
  CHECK(without_mention("@小王 登录不上", "小值") == "@小王 登录不上");
  CHECK(without_mention("问下 @小值 登录不上", "小值") == "问下 @小值 登录不上");
  CHECK(without_mention("@ 你好", "") == "@ 你好");
}

TEST_CASE("Han numbers are read as people say them") {
  CHECK(han_number(U"十") == 10);
  CHECK(han_number(U"二十五") == 25);
  CHECK(han_number(U"一万二") == 12'000);
  CHECK(han_number(U"三千五") == 3'500);
  CHECK(han_number(U"两百五") == 250);
  CHECK(han_number(U"一百零五") == 105);
  CHECK(han_number(U"一万零五百") == 10'500);
  CHECK(han_number(U"二十万") == 200'000);
  CHECK(han_number(U"一百二十万") == 1'200'000);
  CHECK(han_number(U"一亿二千万") == 120'000'000);
  CHECK(han_number(U"叁万伍仟") == 35'000);
  CHECK_FALSE(han_number(U"一三九"));
  CHECK_FALSE(han_number(U"万"));
  CHECK_FALSE(han_number(U"九点"));
  CHECK_FALSE(han_number(U""));
}
