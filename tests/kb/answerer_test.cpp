#include "kb/answerer.h"

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
