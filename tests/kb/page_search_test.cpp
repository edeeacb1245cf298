#include "kb/page_search.h"

#include <atomic>
#include <catch2/catch.hpp>
#include <thread>

namespace {

std::vector<PageDocument> library() {
  return {{"cancel",
           "委托撤不了单怎么办",
           "trading",
           "交易",
           "委托状态为已报的才能撤单。集合竞价9:20至9:25不能撤单，报错 E1027 表示已成交。",
           {"撤不了单"}},
          {"bank",
           "银行卡换绑",
           "transfer",
           "银证转账",
           "换绑前先把资金转出，T+1 生效。客服电话在页面底部。",
           {}},
          {"login",
           "登录不上交易软件",
           "login",
           "登录",
           "先升级到最新版本，再检查网络。错误码 LOGIN-4013 表示密码锁定。",
           {}},
          {"hours", "股票交易时间", "trading", "交易", "上午9:30开市，下午15:00收市。", {"几点开盘"}}};
}

std::string first(const std::string& query, const std::string& system = {}) {
  static const auto search = PageSearch::build(library());
  const auto answer = search->search(query, system);
  return answer.hits.empty() ? "" : search->documents()[answer.hits[0].document].id;
}

std::string marked(const std::vector<PassagePart>& parts) {
  std::string out;
  for (const auto& part : parts) out += part.hit ? "[" + part.text + "]" : part.text;
  return out;
}

}  // namespace

TEST_CASE("page search finds words inside of sentences, in any writing") {
  CHECK(first("撤单") == "cancel");
  CHECK(first("撤單") == "cancel");        // Traditional
  CHECK(first("Ｅ１０２７") == "cancel");  // full width
  CHECK(first("升级 版本") == "login");
  CHECK(first("4013") == "login");
  CHECK(first("几点开盘") == "hours");  // a phrase that is not shown
  CHECK(first("卡") == "bank");
}

TEST_CASE("a title is found by its pinyin, by initials or syllables") {
  CHECK(first("wtcbld") == "cancel");
  CHECK(first("yhk") == "bank");  // 行 read hang
  CHECK(first("yinhang") == "bank");
  CHECK(first("yinxingka") == "bank");
  CHECK(first("gpjysj") == "hours");
  CHECK(first("denglub") == "login");
  CHECK(first("zzzz").empty());
}

TEST_CASE("many threads may look for letters first") {
  const auto search = PageSearch::build(library());
  std::atomic<int> found{0};
  {
    std::vector<std::jthread> readers;
    for (int reader = 0; reader < 4; ++reader)
      readers.emplace_back([&] { found += search->search("wtcbld").total == 1 ? 1 : 0; });
  }
  CHECK(found == 4);
}

TEST_CASE("one typing error in a code is forgiven, and said") {
  const auto search = PageSearch::build(library());
  for (const auto* typed : {"E1072", "E127", "E10271", "E1028"}) {
    const auto answer = search->search(typed);
    REQUIRE_FALSE(answer.hits.empty());
    CHECK(search->documents()[answer.hits[0].document].id == "cancel");
    CHECK(answer.read_as == "e1027");
  }
  CHECK(search->search("E1027").read_as.empty());
  CHECK(search->search("E9999").hits.empty());
}

TEST_CASE("what was found is marked in the title and in a passage as it was written") {
  const auto search = PageSearch::build(library());
  const auto answer = search->search("撤單");
  REQUIRE_FALSE(answer.hits.empty());
  CHECK(marked(answer.hits[0].title) == "委托撤不了单怎么办");
  CHECK(marked(answer.hits[0].passage).find("[撤单]") != std::string::npos);
  CHECK(marked(search->search("yhk").hits[0].title) == "[银行卡]换绑");
}

TEST_CASE("a long text is cut around what was found") {
  std::string text;
  for (int i = 0; i < 100; ++i) text += "这里讲别的事情。";
  const auto search = PageSearch::build({{"a", "题目", "", "", text + "网格交易在这里。" + text, {}}});
  const auto shown = marked(search->search("网格").hits.at(0).passage);
  CHECK(shown.find("[网格]") != std::string::npos);
  CHECK(shown.size() < 400);
  CHECK(shown.substr(0, 3) == "…");
}

TEST_CASE("the search stays within a system when one is named") {
  CHECK(first("交易", "login") == "login");
  CHECK(first("撤单", "login").empty());
}

TEST_CASE("nothing is found for nothing") {
  CHECK(first("").empty());
  CHECK(first("  ,。 ").empty());
  CHECK(first("火星殖民地").empty());
}
