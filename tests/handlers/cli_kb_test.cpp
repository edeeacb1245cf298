#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>

#include "handlers/cli/kb.h"

namespace {

const std::string demo = SOURCE_FOLDER "/templates/articles";

}  // namespace

TEST_CASE("kb match answers each line in order, and a line without text with nothing") {
  std::istringstream in(
      "{\"text\":\"股票交易不了\"}\nbroken\n{\"text\":\"今天天气不错\"}\n{\"text\":\"忘记密码\",\"system\":"
      "\"trading\"}\n");
  std::ostringstream out, problems;
  CHECK(run_kb_match(demo, in, out, problems) == 1);
  std::istringstream lines(out.str());
  std::vector<nlohmann::json> answers;
  for (std::string line; std::getline(lines, line);) answers.push_back(nlohmann::json::parse(line));
  REQUIRE(answers.size() == 4);
  CHECK(answers[0]["answer"] == "trading-unavailable");
  CHECK(answers[0]["suggestions"][0] == "trading-unavailable");
  CHECK(answers[0]["by"] == "pattern");
  CHECK(answers[0]["confidence"].get<double>() > 0.8);
  for (std::size_t at : {1U, 2U, 3U}) {
    CHECK(answers[at]["answer"].is_null());
    CHECK(answers[at]["suggestions"].empty());
  }
  CHECK(problems.str() == "line 2: no {\"text\": …}\n");
}

TEST_CASE("kb lint passes the demo, and says what cannot be read") {
  std::ostringstream out, problems;
  CHECK(run_kb_lint(demo, out, problems) == 0);
  CHECK(out.str().find(" 0 errors") != std::string::npos);
  CHECK(run_kb_lint("/nonexistent", out, problems) == 1);
  CHECK(problems.str().find("/nonexistent") != std::string::npos);
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
