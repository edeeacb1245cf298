#include "kb/answerer.h"

#include <algorithm>
#include <catch2/catch.hpp>

namespace {

Article article(const std::string& id, const std::string& title, std::vector<std::string> phrasings) {
  Article made;
  made.id = id;
  made.title = title;
  made.answer = "…";
  made.phrasings = std::move(phrasings);
  return made;
}

std::vector<Article> office() {
  return {article("password", "怎么修改密码", {"密码忘了", "想换个密码"}),
          article("printer", "打印机卡纸怎么办", {"打印机不出纸"}),
          article("leave", "如何申请年假", {"请年假的流程"})};
}

Answerer answerer_of(std::vector<Article> articles) {
  auto matcher = Matcher::build(std::move(articles));
  REQUIRE(matcher);
  return Answerer(*matcher);
}

}  // namespace

TEST_CASE("a pattern decides before ranked search is asked") {
  auto articles = office();
  articles[1].patterns = {"密码"};
  const auto decision = answerer_of(articles).decide("怎么修改密码");
  CHECK(decision.kind == Decision::Kind::answer);
  CHECK(decision.by == "pattern");
  CHECK(decision.articles.at(0) == 1);
}

TEST_CASE("where no pattern speaks, a title said word for word is answered by ranked search") {
  const auto decision = answerer_of(office()).decide("請問怎麼修改密碼？");
  CHECK(decision.kind == Decision::Kind::answer);
  CHECK(decision.by == "search");
  CHECK(decision.articles.at(0) == 0);
  CHECK_FALSE(decision.evidence.empty());
}

TEST_CASE("what is half like a phrasing is offered, other talk is met with silence") {
  const auto answerer = answerer_of(office());
  CHECK(answerer.decide("密码怎么换").kind == Decision::Kind::offer);
  CHECK(answerer.decide("今晚吃火锅").kind == Decision::Kind::silence);
  CHECK(answerer.decide("").kind == Decision::Kind::silence);
}

TEST_CASE("an exclude holds for ranked search too, and so does scope") {
  auto articles = office();
  articles[0].excludes = {"客户号"};
  articles[2].system = "hr";
  articles[1].groups = {"room"};
  const auto answerer = answerer_of(articles);
  for (const auto index : answerer.decide("客户号8812怎么修改密码").articles) CHECK(index != 0);
  for (const auto index : answerer.decide("如何申请年假", "trading").articles) CHECK(index != 2);
  CHECK(answerer.decide("如何申请年假", "hr").articles.at(0) == 2);
  for (const auto index : answerer.decide("打印机卡纸怎么办", {}, "lobby").articles) CHECK(index != 1);
  CHECK(answerer.decide("打印机卡纸怎么办", {}, "room").articles.at(0) == 1);
}

TEST_CASE("a small base without phrasings says that its confidence is not fitted, and what it does") {
  std::vector<Article> thirty;
  for (int i = 0; i < 30; ++i)
    thirty.push_back(article("a" + std::to_string(i), "第" + std::to_string(i) + "号会议室怎么预订", {}));
  const auto answerer = answerer_of(thirty);
  CHECK_FALSE(answerer.calibrated());
  const auto standing = answerer.standing();
  CHECK(standing.find("30 articles, 30 ways of asking") == 0);
  CHECK(standing.find("too few phrasings to fit confidence on (0 of 60)") != standing.npos);
  CHECK(standing.find("almost word for word") != standing.npos);
  CHECK(answerer.decide("第7号会议室怎么预订").kind == Decision::Kind::answer);
  CHECK(answerer.decide("会议室能不能退订").kind != Decision::Kind::answer);
}

TEST_CASE("what keeps ranked search from being surer is told in words of the message and of the article") {
  const auto doubts = answerer_of(office()).doubts("怎么修改邮箱密码", 0);
  CHECK(doubts.unsaid == std::vector<std::string>{"邮箱"});
  const auto lacking = answerer_of(office()).doubts("打印机坏了", 1);
  CHECK(std::any_of(lacking.missing.begin(), lacking.missing.end(),
                    [](const std::string& word) { return word.find("纸") != word.npos; }));
}

TEST_CASE("a pattern is found in Taiwan's words too, and where the normal form would lose it") {
  auto articles = office();
  articles[0].patterns = {"登录不了"};
  articles[0].excludes = {"虚拟"};
  articles[1].patterns = {"怎么查询"};
  const auto answerer = answerer_of(articles);
  CHECK(answerer.decide("我登入不了").by == "pattern");
  CHECK(answerer.decide("我登入不了").articles.at(0) == 0);
  CHECK(answerer.decide("怎么查询打印机").articles.at(0) == 1);
  CHECK(answerer.decide("怎么查询打印机").by == "pattern");
  CHECK(answerer.decide("虚拟账户登入不了").by != "pattern");
}
