#include "kb/article_diff.h"

#include <catch2/catch.hpp>

#include "kb/likeness.h"

using Mark = DiffLine::Kind;

TEST_CASE("a diff keeps what is the same and shows a changed line as taken and given") {
  CHECK(diff_lines({"一", "二", "三"}, {"一", "贰", "三"}) ==
        std::vector<DiffLine>{
            {Mark::same, "一"}, {Mark::removed, "二"}, {Mark::added, "贰"}, {Mark::same, "三"}});
  CHECK(diff_lines({}, {"a"}) == std::vector<DiffLine>{{Mark::added, "a"}});
  CHECK(diff_lines({"a", "b", "c", "d"}, {"b", "d"}) ==
        std::vector<DiffLine>{
            {Mark::removed, "a"}, {Mark::same, "b"}, {Mark::removed, "c"}, {Mark::same, "d"}});
}

TEST_CASE("only fields that differ are in the diff of two articles") {
  Article before, after;
  before.title = after.title = "标题";
  before.body = "一\n二\n";
  after.body = "一\n三\n";
  after.keywords = {{"撤单", "失败"}};
  const auto diffs = diff_of(before, after);
  REQUIRE(diffs.size() == 2);
  CHECK(diffs[0].field == "keywords");
  CHECK(diffs[0].lines == std::vector<DiffLine>{{Mark::added, "撤单 & 失败"}});
  CHECK(diffs[1].field == "body");
  CHECK(diff_of(before, before).empty());
}

TEST_CASE("a long text is compared whole or shown as replaced, in bounded memory") {
  const std::vector<std::string> before(5000, "a"), after(5000, "b");
  CHECK(diff_lines(before, after).size() == 10000);
}

TEST_CASE("questions in other words about one thing form a group, others stay alone") {
  const auto groups = group_by_likeness(
      {"怎么更换三方存管银行卡", "几点开盘", "三方存管银行卡怎么更换呢", "今天几点开盘？", "密码忘了"});
  REQUIRE(groups.size() == 3);
  CHECK(groups[0] == std::vector<std::size_t>{0, 2});
  CHECK(groups[1] == std::vector<std::size_t>{1, 3});
  CHECK(groups[2] == std::vector<std::size_t>{4});
}

TEST_CASE("marks, width and case do not make two questions of one") {
  CHECK(question_form("ＡＰＰ 登录不了！！") == question_form("app登录不了"));
  CHECK(question_form("APP登录不了") != question_form("APP登录了"));
  CHECK(question_form("？！").empty());
}
