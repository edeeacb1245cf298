#include "kb/lint.h"

#include <catch2/catch.hpp>

#include "bot/mask.h"

namespace {

Article article(const std::string& id, const std::string& pattern, std::vector<std::string> examples) {
  Article one;
  one.id = one.title = id;
  one.answer = "答";
  one.patterns = {pattern};
  one.examples = std::move(examples);
  return one;
}

std::vector<LintFinding> findings(std::vector<Article> articles) {
  const auto matcher = Matcher::build(std::move(articles));
  REQUIRE(matcher);
  return lint(**matcher);
}

}  // namespace

TEST_CASE("an example must find its article, and find it first") {
  CHECK(findings({article("a", "开户", {"怎么开户"})}).empty());
  const auto missed = findings({article("a", "开户", {"销户"})});
  REQUIRE(missed.size() == 1);
  CHECK(missed[0].error);
  CHECK(missed[0].text == "the example \"销户\" finds no article");
  const auto second =
      findings({article("a", "密码", {"忘记密码"}), article("b", "忘记密码", {"忘记密码吗"})});
  REQUIRE(second.size() == 1);
  CHECK(second[0].article == "a");
  CHECK(second[0].text.find("finds \"b\" first, by pattern") != std::string::npos);
}

TEST_CASE("one sentence cannot be the example of two articles") {
  const auto found = findings({article("a", "密码", {"忘记密码"}), article("b", "密码", {"忘记密码 "})});
  REQUIRE_FALSE(found.empty());
  CHECK(found[0].text.find("is one of \"a\" too") != std::string::npos);
}

TEST_CASE("an article without examples, and a pattern that is ASCII only, are warnings") {
  const auto found = findings({article("a", "\\b开户\\b", {})});
  REQUIRE(found.size() == 2);
  CHECK_FALSE(found[0].error);
  CHECK_FALSE(found[1].error);
}

TEST_CASE("an answer too long for a card is warned of") {
  auto one = article("a", "开户", {"开户"});
  for (int i = 0; i < 161; ++i) one.answer += "长";
  const auto found = findings({one});
  REQUIRE(found.size() == 1);
  CHECK_FALSE(found[0].error);
  CHECK(found[0].text.find("above 160") != std::string::npos);
}

TEST_CASE("the demo's articles are found by their examples, and leave reports with particulars alone") {
  const auto articles = load_articles(SOURCE_FOLDER "/templates/articles");
  INFO((articles ? "" : articles.error().text));
  REQUIRE(articles);
  CHECK(articles->size() >= 20);
  const auto matcher = Matcher::build(*articles);
  REQUIRE(matcher);
  for (const auto& finding : lint(**matcher)) {
    INFO(finding.article << ": " << finding.text);
    CHECK(false);
  }
  for (const auto& article : *articles) {
    INFO(article.id);
    CHECK(mask(article.title + "\n" + article.answer) == article.title + "\n" + article.answer);
  }
  const auto hits = (*matcher)->match("股票交易不了");
  REQUIRE(hits.size() == 1);
  CHECK(articles->at(hits[0].article).id == "trading-unavailable");
  for (const std::string report :
       {"客户13812345678今天9:40在APP买入600519提示资金账号异常", "客户１３８１２３４５６７８登录不上",
        "客户 138 1234 5678 开户审核不通过", "资金账号66001188银证转账失败",
        "客户一三八一二三四五六七八收不到验证码"}) {
    INFO(report);
    CHECK((*matcher)->match(report).empty());
  }
}
