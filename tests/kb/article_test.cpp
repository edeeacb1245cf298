#include "kb/article.h"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

namespace {

const std::string good =
    "+++\ntitle = \"交易时间\"\nsystem = \"trading\"\nanswer = \"9:30–15:00\"\npatterns = "
    "['几点.{0,4}开盘']\n"
    "keywords = [[\"开盘\", \"时间\"], [\"收盘\"]]\nexcludes = ['港股']\nexamples = [\"几点开盘\"]\n+++\n\n# "
    "正文\n";

/// A folder that goes with the test.
struct Folder {
  std::filesystem::path path;
  explicit Folder(const std::string& name)
      : path(std::filesystem::temp_directory_path() / (name + "-" + std::to_string(::getpid()))) {
    std::filesystem::remove_all(path);
    std::filesystem::create_directories(path / "deeper");
  }
  ~Folder() { std::filesystem::remove_all(path); }
  void put(const std::string& name, const std::string& text) const { std::ofstream(path / name) << text; }
};

std::string problem_of(const std::string& text) {
  const auto article = read_article("kb/one.md", text);
  return article ? "" : article.error().text;
}

}  // namespace

TEST_CASE("an article is its front matter, its body and the name of its file") {
  const auto article = read_article("folder/trading-hours.md", good);
  REQUIRE(article);
  CHECK(article->id == "trading-hours");
  CHECK(article->title == "交易时间");
  CHECK(article->system == "trading");
  CHECK(article->answer == "9:30–15:00");
  CHECK(article->patterns == std::vector<std::string>{"几点.{0,4}开盘"});
  CHECK(article->keywords == std::vector<std::vector<std::string>>{{"开盘", "时间"}, {"收盘"}});
  CHECK(article->excludes == std::vector<std::string>{"港股"});
  CHECK(article->body == "# 正文\n");
}

TEST_CASE("Windows line ends and a byte order mark change nothing") {
  std::string windows = "\xEF\xBB\xBF";
  for (const char c : good) windows += c == '\n' ? std::string("\r\n") : std::string(1, c);
  const auto left = read_article("a.md", good), right = read_article("a.md", windows);
  REQUIRE(left);
  REQUIRE(right);
  CHECK(*left == *right);
}

TEST_CASE("a flat list of keywords is one set that must occur together") {
  const auto article =
      read_article("a.md", "+++\ntitle = \"a\"\nanswer = \"b\"\nkeywords = [\"可用\", \"余额\"]\n+++\n");
  REQUIRE(article);
  CHECK(article->keywords == std::vector<std::vector<std::string>>{{"可用", "余额"}});
}

TEST_CASE("what is written is read back as it was") {
  Article article;
  article.id = "odd";
  article.title = "引号 \" 与 ' 与 \\";
  article.answer = "第一行\n第二行\t\"x\"";
  article.body = "+++ 不是结尾\n正文\n\n";
  article.patterns = {"a'b\\.c", "\\p{Han}{2}", "plain"};
  article.keywords = {{"it's", "\"q\""}};
  article.excludes = {"\\+"};
  article.examples = {"例"};
  const auto again = read_article("odd.md", write_article(article));
  INFO((again ? "" : again.error().text));
  REQUIRE(again);
  CHECK(*again == article);
}

TEST_CASE("a problem names its file and line") {
  CHECK(problem_of("no front matter") ==
        "kb/one.md:1: must begin with TOML between a line +++ and a line +++");
  CHECK(problem_of("+++\ntitle = \"a\"\n") != "");
  CHECK(problem_of("+++\ntitle = \"a\"\nanswer = \n+++\n").substr(0, 12) == "kb/one.md:3:");
  CHECK(problem_of("+++\ntitle = \"a\"\nanswer = \"b\"\npatern = [\"c\"]\npatterns = [\"c\"]\n+++\n")
            .substr(0, 36) == "kb/one.md:4: unknown key \"patern\"; k");
  CHECK(problem_of("+++\ntitle = \"a\"\nanswer = 5\npatterns = [\"c\"]\n+++\n").substr(0, 13) ==
        "kb/one.md:3: ");
  CHECK(
      problem_of("+++\ntitle = \"a\"\nanswer = \"b\"\npatterns = [\"" + std::string(513, 'c') + "\"]\n+++\n")
          .find("kb/one.md:4: pattern") == 0);
}

TEST_CASE("an answer that chat cannot show, and an article that nothing finds, are refused") {
  std::string long_answer;
  for (int i = 0; i < 301; ++i) long_answer += "长";
  CHECK(problem_of("+++\ntitle = \"a\"\nanswer = \"" + long_answer + "\"\npatterns = [\"c\"]\n+++\n")
            .find("has 301 characters, at most 300") != std::string::npos);
  CHECK(problem_of("+++\ntitle = \"a\"\nanswer = \"b\"\n+++\n").find("nothing would ever find it") !=
        std::string::npos);
  CHECK(problem_of("+++\nanswer = \"b\"\npatterns = [\"c\"]\n+++\n").find("\"title\" is missing") !=
        std::string::npos);
}

TEST_CASE("a folder gives its articles in order, or every problem of every file at once") {
  const Folder folder("dutydesk-articles-test");
  folder.put("b.md", good);
  folder.put("deeper/a.md", good);
  folder.put("README.txt", "not an article");
  const auto articles = load_articles(folder.path.string());
  REQUIRE(articles);
  REQUIRE(articles->size() == 2);
  CHECK((*articles)[0].id == "b");
  folder.put("c.md", "nothing");
  folder.put("deeper/b.md", good);
  folder.put("d.md", "+++\ntitle = [\n+++\n");
  const auto broken = load_articles(folder.path.string());
  REQUIRE_FALSE(broken);
  CHECK(broken.error().text.find("c.md:1: must begin") != std::string::npos);
  CHECK(broken.error().text.find("d.md:") != std::string::npos);
  CHECK(broken.error().text.find("the id \"b\" is that of") != std::string::npos);
}

TEST_CASE(
    "escapes that mean ASCII only, and characters that matching never sees, are warned of with what to "
    "write") {
  Article article;
  article.patterns = {"\\b报销\\b", "\\w+失败", "\\d{6}", "a\\s+b", "为什么？", "[0-9]\\.\\\\d", "plain"};
  const auto warnings = warnings_of(article);
  REQUIRE(warnings.size() == 5);
  CHECK(warnings[0].find("\\b") != std::string::npos);
  CHECK(warnings[1].find("[\\p{L}\\p{N}]") != std::string::npos);
  CHECK(warnings[2].find("[0-9]") != std::string::npos);
  CHECK(warnings[4].find("write \"?\"") != std::string::npos);
}
