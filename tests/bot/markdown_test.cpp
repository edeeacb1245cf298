#include "bot/markdown.h"

#include <catch2/catch.hpp>
#include <string>

TEST_CASE("plain words pass unchanged") {
  for (const std::string text : {"客户 600519 买入失败，提示：资金账号异常", "a > b - c", "x*y", "C# 5% (ok)",
                                 "AT&T", "user@firm.com"})
    CHECK(escape_markdown(text) == text);
}

TEST_CASE("a mention is never made from text") {
  for (const std::string text :
       {"<@all>", "<@wangmin>", "<\xE2\x80\x8B@all>", "&lt;@wangmin&gt;", "&#60;@x>"}) {
    const auto out = escape_markdown(text);
    INFO(text);
    CHECK(out.find('<') == std::string::npos);
    CHECK(out.find("&lt;") == std::string::npos);
    CHECK(out.find("&#") == std::string::npos);
  }
  for (const std::string text : {"@all", "@ALL", "@All hands", "＠all", "@ａｌｌ", "@ＡＬＬ",
                                 "@\xE2\x80\x8B"
                                 "all",
                                 "@a\xE2\x80\x8Bll", "@所有人", "＠所有人", "@所\xE2\x80\x8B有人",
                                 "@全体成员", "@everyone", "@here", "@channel"}) {
    const auto out = escape_markdown(text);
    INFO(text << " -> " << out);
    CHECK((out.substr(0, 2) == "@ " || out.substr(0, 4) == "＠ "));
  }
  CHECK(escape_markdown("@alice 请看") == "@alice 请看");
}

TEST_CASE("links, colours, code and tables from people stay words") {
  CHECK(escape_markdown("[点我](http://evil.example)") == "［点我］(http://evil.example)");
  CHECK(escape_markdown("![x](http://evil.example/a.png)") == "!［x］(http://evil.example/a.png)");
  CHECK(escape_markdown("ends with ]") == "ends with ］");
  CHECK(escape_markdown("<font color=\"warning\">急</font>") == "＜font color=\"warning\">急＜/font>");
  CHECK(escape_markdown("`rm`") == "'rm'");
  CHECK(escape_markdown("a|b") == "a｜b");
  CHECK(escape_markdown("138****5678 和 139****0000") == "138＊＊＊＊5678 和 139＊＊＊＊0000");
}

TEST_CASE("a line of people's text cannot open a quote, a heading or a rule") {
  CHECK(escape_markdown("> x") == "＞ x");
  CHECK(escape_markdown("a\n  # b\r>c") == "a\n  ＃ b\r＞c");
  CHECK(escape_markdown("\n---") == "\n－--");
  CHECK(escape_markdown("工单 #1002 > 980") == "工单 #1002 > 980");
  CHECK(escape_markdown("#1002 已受理\n#1003 已关闭") == "#1002 已受理\n#1003 已关闭");
  CHECK(escape_markdown("## 1002\n#") == "＃# 1002\n＃");
}

TEST_CASE("escaping twice changes nothing more") {
  for (const std::string text : {"[a](b) `c` **d** @all <@x> &lt; > # |", "> # @所有人", "***\n***",
                                 "\n=== \n___", "@@all", "&amp;lt;"}) {
    const auto once = escape_markdown(text);
    CHECK(escape_markdown(once) == once);
  }
}
