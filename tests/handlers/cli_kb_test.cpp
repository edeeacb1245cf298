#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "handlers/cli/kb.h"

namespace {

const std::string demo = SOURCE_FOLDER "/templates/articles";

std::shared_ptr<const Answerer> answerer(const std::string& source) {
  const auto made = answers_of(source, "");
  if (!made) FAIL(made.error().text);
  return *made;
}

}  // namespace

TEST_CASE("kb match answers each line in order, and a line without text with nothing") {
  std::istringstream in(
      "{\"text\":\"股票交易不了\"}\nbroken\n{\"text\":\"今天天气不错\"}\n{\"text\":\"忘记密码\",\"system\":"
      "\"trading\"}\n");
  std::ostringstream out, problems;
  CHECK(run_kb_match(*answerer(demo), in, out, problems) == 1);
  std::istringstream lines(out.str());
  std::vector<nlohmann::json> answers;
  for (std::string line; std::getline(lines, line);) answers.push_back(nlohmann::json::parse(line));
  REQUIRE(answers.size() == 4);
  CHECK(answers[0]["answer"] == "trading-unavailable");
  CHECK(answers[0]["suggestions"][0] == "trading-unavailable");
  CHECK(answers[0]["by"] == "pattern");
  CHECK(answers[0]["confidence"].get<double>() > 0.8);
  for (std::size_t at : {1U, 2U, 3U}) CHECK(answers[at]["answer"].is_null());
  CHECK(answers[1]["suggestions"].empty());
  CHECK(problems.str() == "line 2: no {\"text\": …}\n");
}

TEST_CASE("kb lint passes the demo, and says what cannot be read") {
  std::ostringstream out;
  CHECK(run_kb_lint(answerer(demo)->matcher(), out) == 0);
  CHECK(out.str().find(" 0 errors") != std::string::npos);
  const auto missing = answers_of("/nonexistent", "");
  REQUIRE_FALSE(missing);
  CHECK(missing.error().text.find("/nonexistent") != std::string::npos);
}

TEST_CASE("kb import refuses a pattern that does not compile and leaves the folder alone") {
  const auto folder =
      std::filesystem::temp_directory_path() / ("dutydesk-kb-import-" + std::to_string(::getpid()));
  std::filesystem::remove_all(folder);
  std::ostringstream out, problems;
  std::istringstream bad(R"({"id":"a","title":"t","answer":"x","patterns":["(开户"]})");
  CHECK(run_kb_import(bad, folder.string(), Existing::keep, out, problems) == 1);
  CHECK(problems.str().find("(开户") != std::string::npos);
  CHECK_FALSE(std::filesystem::exists(folder));
  std::istringstream good(R"({"id":"a","title":"t","answer":"x","patterns":["开户"]})");
  CHECK(run_kb_import(good, folder.string(), Existing::keep, out, problems) == 0);
  std::ostringstream lines;
  CHECK(run_kb_export(folder.string(), lines, problems) == 0);
  CHECK(nlohmann::json::parse(lines.str())["patterns"][0] == "开户");
  std::filesystem::remove_all(folder);
}

TEST_CASE("kb match answers by ranked search where no pattern speaks, and offers without answering") {
  const auto file =
      std::filesystem::temp_directory_path() / ("dutydesk-kb-match-" + std::to_string(::getpid()) + ".jsonl");
  std::ofstream(file)
      << R"({"id":"a","question":"怎么修改密码","answer":"x","alts":["密码忘了","想换个密码"]})" << '\n'
      << R"({"id":"b","question":"打印机卡纸怎么办","answer":"y","alts":["打印机不出纸"]})" << '\n';
  std::istringstream in("{\"text\":\"怎麼修改密碼？\"}\n{\"text\":\"密码怎么换\"}\n{\"text\":\"zzz\"}\n");
  std::ostringstream out, problems;
  CHECK(run_kb_match(*answerer(file.string()), in, out, problems) == 0);
  std::istringstream lines(out.str());
  std::vector<nlohmann::json> answers;
  for (std::string line; std::getline(lines, line);) answers.push_back(nlohmann::json::parse(line));
  REQUIRE(answers.size() == 3);
  CHECK(answers[0]["answer"] == "a");
  CHECK(answers[0]["by"] == "search");
  CHECK(answers[1]["answer"].is_null());
  CHECK(answers[1]["suggestions"][0] == "a");
  CHECK(answers[2]["suggestions"].empty());
  CHECK(answers[2]["by"].is_null());
  CHECK(problems.str().find("too few phrasings to fit confidence on") != std::string::npos);
  std::ostringstream told;
  CHECK(run_kb_explain(*answerer(file.string()), "怎么修改密码", "", told) == 0);
  CHECK(told.str().find("answers by search") == 0);
  CHECK(told.str().find("almost word for word") != std::string::npos);
  std::ostringstream doubted;
  CHECK(run_kb_explain(*answerer(file.string()), "修改公司邮箱密码", "", doubted) == 0);
  CHECK(doubted.str().find("the article never says: ") != std::string::npos);
  CHECK(doubted.str().find("邮箱") != std::string::npos);
  std::filesystem::remove(file);
}
