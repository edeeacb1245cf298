#include "kb/article_check.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "kb/pattern_fault.h"

namespace {

Article article(const std::string& id, const std::string& title, std::vector<std::string> patterns,
                std::vector<std::string> examples) {
  Article made;
  made.id = id;
  made.title = title;
  made.answer = "答";
  made.patterns = std::move(patterns);
  made.examples = std::move(examples);
  return made;
}

std::size_t column_of(const std::string& pattern) {
  const auto fault = pattern_fault(pattern);
  return fault ? fault->column : 0;
}

}  // namespace

TEST_CASE("a pattern that cannot be read is refused with the character where it goes wrong") {
  CHECK(column_of("撤单|*失败") == 4);
  CHECK(column_of("开户(失败|不了") == 3);
  CHECK(column_of("a[bc]d[e") == 7);
  CHECK(column_of("ab)c") == 3);
  CHECK(column_of("开户[z-a]") == 4);
  CHECK(column_of("(?<=开)户") == 1);
  CHECK(column_of("(撤不了|无法撤)单") == 0);
}

TEST_CASE("a pattern that fits nothing at all is refused: it would answer everything") {
  CHECK(column_of("(撤单)?") == 1);
  CHECK(column_of(" ") == 1);
  CHECK(column_of(std::string(600, 'a')) == 513);
}

TEST_CASE("faults name field, item and column, and forbid the save") {
  auto broken = article("a", "标题", {"好", "坏("}, {"好"});
  broken.excludes = {"[x"};
  const auto check = check_article(broken, {});
  REQUIRE(check.faults.size() == 2);
  CHECK(check.faults[0].field == "patterns");
  CHECK(check.faults[0].item == 2);
  CHECK(check.faults[0].column == 2);
  CHECK(check.faults[1].field == "excludes");
  CHECK_FALSE(check.may_save());
}

TEST_CASE("an article that takes another one's example sentence may not be published") {
  const auto old = article("cancel", "撤单失败", {"撤.{0,4}单"}, {"委托撤不了单"});
  const auto greedy = article("order", "委托问题", {"委托撤不了单"}, {"委托撤不了单怎么办"});
  const auto check = check_article(greedy, {old});
  REQUIRE(check.lost.size() == 1);
  CHECK(check.lost[0].owner == "cancel");
  CHECK(check.lost[0].found == "order");
  CHECK(check.may_save());
  CHECK_FALSE(check.may_publish());
}

TEST_CASE("an example that its own article does not find is shown") {
  const auto deaf = article("deaf", "标题", {"从不出现"}, {"怎么撤单"});
  const auto check = check_article(deaf, {});
  REQUIRE(check.lost.size() == 1);
  CHECK(check.lost[0].found.empty());
}

TEST_CASE("a pattern that also fits others' examples is shown as their shadow, and may be published") {
  const auto old = article("hours", "转账时间", {"银证转账几点可以转"}, {"银证转账几点可以转"});
  const auto fresh = article("transfer", "银证转账", {"银证转账"}, {"银证转账"});
  const auto check = check_article(fresh, {old});
  REQUIRE(check.shadowed.size() == 1);
  CHECK(check.shadowed[0].owner == "hours");
  CHECK(check.shadowed[0].found == "transfer");
  CHECK(check.may_publish());
}

TEST_CASE("an article that says what another one says is shown, its own older version is not") {
  const auto old = article("a", "怎么更换银行卡", {"换卡"}, {"换卡", "三方存管银行怎么变更"});
  const auto same = article("b", "如何更换存管银行", {"换存管"}, {"换存管", "三方存管银行怎么变更？"});
  const auto other = article("c", "几点开盘", {"开盘"}, {"几点开盘"});
  const auto check = check_article(same, {old, other});
  REQUIRE(check.near_duplicates.size() == 1);
  CHECK(check.near_duplicates[0].id == "a");
  CHECK(check.near_duplicates[0].theirs == "三方存管银行怎么变更");
  CHECK(check_article(old, {old, other}).near_duplicates.empty());
}

TEST_CASE("the test bench says for each sentence what would answer it") {
  const auto matcher = Matcher::build({article("hours", "开盘", {"几点开盘"}, {})});
  REQUIRE(matcher);
  const auto hits = test_bench(Answerer(*matcher), {"请问几点开盘呀", "别的"});
  REQUIRE(hits.size() == 2);
  REQUIRE(hits[0].hits.size() == 1);
  CHECK(hits[0].hits[0].id == "hours");
  CHECK(hits[0].hits[0].by == "pattern");
  CHECK(hits[1].hits.empty());
  CHECK_FALSE(hits[1].nearest);
}

TEST_CASE("the test bench tells what it is silent about, and what speaks against it") {
  const auto matcher = Matcher::build(
      {article("card", "银行卡丢失怎么补办", {}, {}), article("hours", "股票几点开盘", {}, {})});
  REQUIRE(matcher);
  const auto lines = test_bench(Answerer(*matcher), {"我的护照在银行门口丢失了该去哪个派出所登记"});
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].hits.empty());
  REQUIRE(lines[0].nearest);
  CHECK(lines[0].nearest->id == "card");
  CHECK(lines[0].nearest->evidence.find("丢失") != std::string::npos);
  const auto& unsaid = lines[0].doubts.unsaid;
  CHECK(std::find(unsaid.begin(), unsaid.end(), "护照") != unsaid.end());
}
