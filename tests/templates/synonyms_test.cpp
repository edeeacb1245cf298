#include "templates/synonyms.h"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

namespace {

Result<std::vector<std::vector<std::string>>> read(const std::string& text) {
  const auto file =
      std::filesystem::temp_directory_path() / ("dutydesk-synonyms-" + std::to_string(::getpid()) + ".toml");
  std::ofstream(file) << text;
  auto result = load_synonyms(file.string());
  std::filesystem::remove(file);
  return result;
}

std::string problems_of(const std::string& text) {
  const auto result = read(text);
  return result ? "" : result.error().text;
}

}  // namespace

TEST_CASE("lists of words that mean the same are read as they stand; without a file there are none") {
  const auto read_lists = read("same = [\n  [\"登录\", \"登陆\"],\n  [\"app\", \"客户端\"],\n]\n");
  REQUIRE(read_lists);
  CHECK(*read_lists == std::vector<std::vector<std::string>>{{"登录", "登陆"}, {"app", "客户端"}});
  const auto none = load_synonyms("/nowhere/synonyms.toml");
  REQUIRE(none);
  CHECK(none->empty());
}

TEST_CASE("every problem of the synonyms is named with its line") {
  const auto problems = problems_of(
      "same = [\n  [\"登录\", \"登陆\"],\n  [\"APP\"],\n  [\"ａｐｐ\", \"客户端\"],\n  [\"卡\", \"\"],\n  "
      "3,\n]\nother = 1\n");
  CHECK(problems.find(":3: a list needs two words or more") != std::string::npos);
  CHECK(problems.find(":4: \"ａｐｐ\" stands in line 3 already") != std::string::npos);
  CHECK(problems.find(":5: \"卡\" is a single character") != std::string::npos);
  CHECK(problems.find(":5: a list holds something that is not a word") != std::string::npos);
  CHECK(problems.find(":6: \"same\" must hold lists of words") != std::string::npos);
  CHECK(problems.find(":8: unknown key \"other\"; known: same") != std::string::npos);
  CHECK(problems_of("same = [").find(":1: ") != std::string::npos);
  CHECK(problems_of("").find("needs same") != std::string::npos);
}

TEST_CASE("the synonyms that come with the desk have no problem") {
  const auto shipped = load_synonyms(SOURCE_FOLDER "/templates/synonyms.toml");
  if (!shipped) FAIL(shipped.error().text);
  CHECK(shipped->size() >= 10);
}
