#include <catch2/catch.hpp>
#include <sstream>

#include "kb/exchange.h"

namespace {

Article full() {
  Article article;
  article.id = "full";
  article.title = "标题, 带\"引号\"";
  article.system = "trading";
  article.category = "交易";
  article.answer = "=1+1 不是公式";
  article.body = "# 一\n\n- 二, 三\n";
  article.patterns = {"撤.{0,4}单", "a,b"};
  article.keywords = {{"撤单", "失败"}, {"cancel"}};
  article.keywords_any = {"一", "二"};
  article.keywords_none = {"港股"};
  article.excludes = {"[0-9]{6}"};
  article.examples = {"怎么撤单"};
  article.phrasings = {"撤不了", "咋撤"};
  article.groups = {"chat-1"};
  article.owner = "zhang.san";
  article.valid_from = "2026-03-10";
  article.valid_until = "2026-12-31";
  article.review_by = "2026-06-30";
  article.publish_at = "2026-03-10T09:00";
  article.related = {"other"};
  article.attachments = {"flow.png"};
  return article;
}

Result<std::vector<Article>> read(const std::string& text) {
  std::istringstream in(text);
  return read_csv(in);
}

}  // namespace

TEST_CASE("every field passes through a table, JSON and Markdown unchanged") {
  const auto article = full();
  std::ostringstream table;
  write_csv({article, article}, table);
  auto once = table.str();
  const auto twice = read(once);
  REQUIRE_FALSE(twice);
  CHECK(twice.error().text.find("the id \"full\" occurs twice") != std::string::npos);
  std::ostringstream one;
  write_csv({article}, one);
  const auto from_table = read(one.str());
  REQUIRE(from_table);
  CHECK(*from_table == std::vector<Article>{article});
  const auto from_json = article_of_json(to_json(article));
  REQUIRE(from_json);
  CHECK(*from_json == article);
  const auto from_markdown = read_article("full.md", write_article(article));
  REQUIRE(from_markdown);
  CHECK(*from_markdown == article);
}

TEST_CASE("a cell that a spreadsheet would run is written as text") {
  std::ostringstream out;
  write_csv({full()}, out);
  CHECK(out.str().find("'=1+1") != std::string::npos);
}

TEST_CASE("a table says what is wrong by line") {
  CHECK(read("id,colour\nx,red\n").error().text == "line 1: unknown columns: \"colour\"");
  CHECK(read("id,title\na,\"one\ntwo\"\n,b\n").error().text == "line 4: \"id\" is missing");
  CHECK(read("id,title\na,\"open\n").error().text == "a quotation mark is never closed");
  CHECK(read("id,title\na,b,c\n").error().text == "line 2: has more cells than the first row has names");
  CHECK_FALSE(read(""));
}

TEST_CASE("days of an article are days") {
  auto article = full();
  CHECK(problems_of(article).empty());
  article.valid_until = "2026-02-30";
  article.publish_at = "morgen";
  const auto problems = problems_of(article);
  REQUIRE(problems.size() == 3);
  CHECK(problems[0] == "\"valid_until\" is \"2026-02-30\", not a day like 2026-03-10");
}

TEST_CASE("a date of TOML is read with and without quotation marks") {
  const auto article = read_article(
      "a.md",
      "+++\ntitle = \"a\"\nanswer = \"b\"\npatterns = ['c']\nvalid_until = 2026-03-10\npublish_at = "
      "2026-03-01T09:00:00\nreview_by = \"2026-04-01\"\n+++\n");
  REQUIRE(article);
  CHECK(article->valid_until == "2026-03-10");
  CHECK(article->publish_at == "2026-03-01T09:00");
  CHECK(article->review_by == "2026-04-01");
}
