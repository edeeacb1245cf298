#include <catch2/catch.hpp>

#include "handlers/knowledge/catalogue.h"
#include "handlers/knowledge/markdown.h"

namespace {
bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }
}  // namespace

TEST_CASE("raw HTML of an article never reaches a page") {
  for (const auto* text :
       {"<script>alert(1)</script>", "a <img src=x onerror=alert(1)> b", "<svg onload=alert(1)>",
        "<a href='javascript:x'>y</a>", "<iframe src=//evil></iframe>", "<style>*{}</style>", "<!-- c -->",
        "<h2 id=x>", "<table onclick=x>"}) {
    const auto html = html_of(text).html;
    INFO(text << " → " << html);
    CHECK_FALSE(has(html, "<script"));
    CHECK_FALSE(has(html, "onerror"));
    CHECK_FALSE(has(html, "onload"));
    CHECK_FALSE(has(html, "onclick"));
    CHECK_FALSE(has(html, "<iframe"));
    CHECK_FALSE(has(html, "<style"));
    CHECK_FALSE(has(html, "javascript:"));
  }
}

TEST_CASE("links lead to http, https or to this desk; the words of others stay without the link") {
  for (const auto* url :
       {"javascript:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd", "//evil.example/x",
        "JaVaScRiPt:alert(1)", "/\\evil.example", "mailto:a@b.cn", "ftp://x.cn/y"}) {
    const auto html = html_of("[here](<" + std::string(url) + ">)").html;
    INFO(url << " → " << html);
    CHECK(has(html, "here"));
    CHECK_FALSE(has(html, "<a "));
  }
  CHECK(has(html_of("[x](https://www.sse.com.cn/)").html, "<a href=\"https://www.sse.com.cn/\">x</a>"));
  CHECK(has(html_of("[x](/qa/article/login)").html, "<a href=\"/qa/article/login\">x</a>"));
}

TEST_CASE("a picture of this desk opens whole; one from elsewhere is a link") {
  CHECK(has(html_of("![图](/qa/file/a.png)").html,
            "<a href=\"/qa/file/a.png\"><img loading=\"lazy\" src=\"/qa/file/a.png\" alt=\"图\""));
  const auto foreign = html_of("![图](https://evil.example/a.png)").html;
  CHECK_FALSE(has(foreign, "<img"));
  CHECK(has(foreign, "<a href=\"https://evil.example/a.png\">图</a>"));
  CHECK_FALSE(has(html_of("![x](javascript:alert(1))").html, "javascript"));
}

TEST_CASE("headings begin below the page's own and can be gone to") {
  const auto made = html_of("# 一\n\n### 二\n\n## 三 `x`\n");
  REQUIRE(made.contents.size() == 3);
  CHECK(made.contents[0].level == 2);
  CHECK(made.contents[1].level == 3);  // no level is left out
  CHECK(made.contents[2].text == "三 x ");
  const auto siblings = html_of("## 一\n\n## 二\n");
  REQUIRE(siblings.contents.size() == 2);
  CHECK(siblings.contents[1].level == 2);
  CHECK(has(made.html, "<h2 id=\"part-1\">一</h2>"));
  CHECK(has(made.html, "<h3 id=\"part-2\">二</h3>"));
}

TEST_CASE("a flow chart is announced, and its source is not searched") {
  const std::string text = "前\n\n```mermaid\ngraph TD; 甲-->乙\n```\n\n后";
  CHECK(html_of(text).has_chart);
  CHECK(has(html_of(text).html, "class=\"language-mermaid\""));
  CHECK_FALSE(has(words_of_markdown(text), "graph"));
  CHECK(has(words_of_markdown(text), "后"));
}

TEST_CASE("tables scroll within themselves") {
  const auto html = html_of("|a|b|\n|-|-|\n|1|2|\n").html;
  CHECK(has(html, "<div class=\"table\" tabindex=\"0\"><table>"));
  CHECK(has(html, "</table></div>"));
}

TEST_CASE("readers see no personal data, wherever it stands in an article") {
  const Catalogue catalogue({{"a",
                              "客户13812345678的例子",
                              "",
                              "",
                              "请致电13812345678",
                              "手机 13812345678\n\n`13812345678`\n",
                              {},
                              {},
                              ""}});
  const auto* article = catalogue.article("a");
  REQUIRE(article);
  const auto shown =
      article->title + article->answer + html_of(article->body).html + words_of_markdown(article->body);
  CHECK_FALSE(has(shown, "13812345678"));
  CHECK(has(shown, "138****5678"));
  for (const auto& hit : catalogue.search().search("手机").hits)
    for (const auto& part : hit.passage) CHECK_FALSE(has(part.text, "13812345678"));
}

TEST_CASE("readers find an article by a word that means the same as one it says") {
  LiveArticle live;
  live.article.id = "a";
  live.article.title = "怎么参加新股申购";
  live.article.answer = "在交易页选新股。";
  const auto catalogue = catalogue_of({live}, 480, {{"新股申购", "打新股", "打新"}});
  REQUIRE(catalogue->search().search("打新").hits.size() == 1);
  CHECK(catalogue_of({live}, 480)->search().search("打新").hits.empty());
}
