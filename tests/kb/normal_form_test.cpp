#include "kb/normal_form.h"

#include <catch2/catch.hpp>

TEST_CASE("full width, case and compatibility characters come down to one form") {
  CHECK(normal_form("ＡＰＰ　１２３") == "app 123");
  CHECK(normal_form("①") == "1");
  CHECK(normal_form("a\u200bb\ufeffc") == "abc");
  CHECK(normal_form("  a \n\t b  ") == "a b");
}

TEST_CASE("Traditional characters and Taiwan's words become the mainland's") {
  CHECK(normal_form("為什麼帳戶登入不了") == normal_form("为什么账户登录不了"));
  CHECK(normal_form("軟體") == normal_form("软件"));
  CHECK(normal_form("查詢") == normal_form("查询"));
  CHECK(normal_form("怎么").find("幺") == std::string::npos);
}

TEST_CASE("words that the dictionaries bring back otherwise are one word, however they are written") {
  for (const char* written : {"复制", "複製", "拷贝"}) CHECK(normal_form(written) == "复制");
  for (const char* written : {"坐标", "座標"}) CHECK(normal_form(written) == "坐标");
  for (const char* written : {"批复", "批覆"}) CHECK(normal_form(written) == "批复");
  for (const char* written : {"审核", "稽核", "審核"}) CHECK(normal_form(written) == "审核");
  CHECK(normal_form("重复複製，再拷贝") == normal_form("重複复制，再複製"));
}

TEST_CASE("mentions, greetings, thanks and emoji are no part of the question") {
  const auto plain = normal_form("密码忘了怎么办");
  CHECK(normal_form("@小值 您好，请问密码忘了怎么办？😀谢谢！") == normal_form("密码忘了怎么办？"));
  CHECK(normal_form("在吗 密码忘了怎么办") == plain);
  CHECK(normal_form("Hello, reset password, thanks") == "reset password,");
  CHECK(normal_form("history") == "history");
  CHECK(normal_form("亲属关系证明") == normal_form("親屬關係證明"));
  CHECK(normal_form("亲属关系证明").find("亲") == 0);
  CHECK(normal_form("你好").empty());
  CHECK(normal_form("👍🏽").empty());
}

TEST_CASE("text that is no UTF-8 has a normal form too") { CHECK_NOTHROW(normal_form("\xff\xfe密码\xe5")); }
