// How many questions a reporter is asked who knows the answers.
#include "handlers/intake/rehearsal.h"

#include <catch2/catch.hpp>

#include "templates/dictionary.h"
#include "templates/forms.h"

namespace {

const std::string folder = std::string(SOURCE_FOLDER) + "/templates/forms";
const Time ten{std::chrono::sys_days{std::chrono::year{2026} / 3 / 10} + std::chrono::hours{2}};

Rehearsal play(const std::string& text, const Fields& knows) {
  const auto forms = load_forms(folder);
  const auto dictionary = load_dictionary(folder + "/dictionary.toml");
  REQUIRE(forms);
  REQUIRE(dictionary);
  return rehearse(*forms, *dictionary, text, ten, 480, knows);
}

}  // namespace

TEST_CASE("a whole sentence is asked nothing") {
  const auto played = play("客户13812345678今天9:40在APP买入600519提示资金账号异常", {});
  CHECK(played.submitted);
  CHECK(played.questions == 0);
  CHECK(played.fields.at("phone") == "13812345678");
}

TEST_CASE("whatever is missing is asked once, and one line answers all of it") {
  for (const std::string time :
       {"2026-03-09T14:30", "2026-03-09", "2026-03-09/pm", "2026-03-09/am", "2026-03-09/evening"}) {
    const auto played = play("APP打不开", {{"system", "transfer"}, {"account", "66001188"}, {"time", time}});
    INFO(time);
    CHECK(played.submitted);
    CHECK(played.questions == 1);
    CHECK(played.fields.at("system") == "transfer");
    CHECK(played.fields.at("account") == "66001188");
    CHECK(played.fields.at("time") == time);
  }
}

TEST_CASE("who knows nothing is asked once and not nagged") {
  const auto played = play("APP打不开", {});
  CHECK(played.submitted);
  CHECK(played.questions == 1);
}

TEST_CASE("small talk makes no ticket") { CHECK_FALSE(play("大家早上好", {}).submitted); }
