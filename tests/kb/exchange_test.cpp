#include "kb/exchange.h"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace {

struct Folder {
  std::filesystem::path path =
      std::filesystem::temp_directory_path() / ("dutydesk-exchange-" + std::to_string(::getpid()));
  Folder() { std::filesystem::remove_all(path); }
  ~Folder() { std::filesystem::remove_all(path); }
};

Article sample(const std::string& id) {
  Article article;
  article.id = id;
  article.title = "标题";
  article.answer = "答\n案";
  article.body = "# 正文\n";
  article.patterns = {"开户.{0,4}'x'"};
  article.keywords = {{"a", "b"}, {"c"}};
  article.examples = {"例"};
  return article;
}

Result<std::vector<Article>> read(const std::string& text) {
  std::istringstream in(text);
  return read_jsonl(in);
}

}  // namespace

TEST_CASE("articles pass through JSON lines and through a folder unchanged") {
  const Folder folder;
  const std::vector<Article> articles{sample("one"), sample("two")};
  std::ostringstream lines;
  write_jsonl(articles, lines);
  const auto from_lines = read(lines.str());
  REQUIRE(from_lines);
  CHECK(*from_lines == articles);
  REQUIRE(write_folder(articles, folder.path.string(), Existing::keep));
  const auto from_folder = read_knowledge(folder.path.string());
  REQUIRE(from_folder);
  CHECK(*from_folder == articles);
}

TEST_CASE("the demo's articles survive export and import") {
  const Folder folder;
  const auto articles = load_articles(SOURCE_FOLDER "/templates/articles");
  REQUIRE(articles);
  std::ostringstream lines;
  write_jsonl(*articles, lines);
  const auto read_back = read(lines.str());
  REQUIRE(read_back);
  REQUIRE(write_folder(*read_back, folder.path.string(), Existing::keep));
  const auto again = load_articles(folder.path.string());
  REQUIRE(again);
  CHECK(*again == *articles);
}

TEST_CASE("a list of questions is read: the question is title and example, its other wordings are examples") {
  const auto articles = read(R"({"id":"q1","question":"怎么登录","alts":["在哪登陆"]})");
  REQUIRE(articles);
  CHECK((*articles)[0].title == "怎么登录");
  CHECK((*articles)[0].examples == std::vector<std::string>{"怎么登录", "在哪登陆"});
}

TEST_CASE("every bad line is named") {
  const auto articles = read(
      "{\"id\":\"a\"}\nnot "
      "json\n[1]\n{\"title\":\"x\"}\n{\"id\":\"a\"}\n{\"id\":\"b\",\"patterns\":\"x\"}\n" +
      std::string(100, '[') + "\n");
  REQUIRE_FALSE(articles);
  const auto& text = articles.error().text;
  CHECK(text.find("line 2: is not a JSON object") != std::string::npos);
  CHECK(text.find("line 3: is not a JSON object") != std::string::npos);
  CHECK(text.find("line 4: \"id\" is missing") != std::string::npos);
  CHECK(text.find("line 5: the id \"a\" occurs twice") != std::string::npos);
  CHECK(text.find("line 6: \"patterns\" must be a list of texts") != std::string::npos);
  CHECK(text.find("line 7: is not a JSON object") != std::string::npos);
}

TEST_CASE("an import changes nothing when one article is refused") {
  const Folder folder;
  const auto place = folder.path.string();
  REQUIRE(write_folder({sample("one")}, place, Existing::keep));
  auto changed = sample("one");
  changed.title = "别的";
  CHECK_FALSE(write_folder({sample("new"), changed}, place, Existing::keep));
  CHECK_FALSE(std::filesystem::exists(folder.path / "new.md"));
  auto escaping = sample("../outside");
  CHECK_FALSE(write_folder({sample("new"), escaping}, place, Existing::keep));
  CHECK_FALSE(std::filesystem::exists(folder.path / "new.md"));
  REQUIRE(write_folder({changed}, place, Existing::replace));
  const auto now = load_articles(place);
  REQUIRE(now);
  CHECK((*now)[0].title == "别的");
}
