#include "bot/runbook.h"

#include <catch2/catch.hpp>

#include "templates/runbooks.h"

namespace {

const std::vector<Runbook>& shipped() {
  static const auto loaded = load_runbooks(std::string(SOURCE_FOLDER) + "/templates/runbooks");
  INFO((loaded ? std::string() : loaded.error().text));
  REQUIRE(loaded);
  return *loaded;
}

std::string fits(const std::string& system, const std::string& report) {
  const auto* found = runbook_for(shipped(), system, "medium", report);
  return found == nullptr ? "" : found->id;
}

}  // namespace

TEST_CASE(
    "the runbook that fits a ticket is found by its system and words, and none is better than a wrong one") {
  CHECK(fits("trading", "客户138****5678股票交易不了") == "trading_down");
  CHECK(fits("login", "APP登录不上，提示网络异常") == "login_down");
  CHECK(fits("trading", "撤单不成功").empty());
  CHECK(fits("login", "股票交易不了").empty());
}

TEST_CASE("a runbook for one severity is preferred there and silent elsewhere") {
  Runbook any, urgent;
  any.id = "a";
  any.systems = {"trading"};
  urgent.id = "b";
  urgent.systems = {"trading"};
  urgent.severities = {"urgent"};
  const std::vector<Runbook> both{any, urgent};
  CHECK(runbook_for(both, "trading", "urgent", "x")->id == "b");
  CHECK(runbook_for(both, "trading", "low", "x")->id == "a");
}

TEST_CASE("steps are checked by their number") {
  CHECK(is_checked("1,12", 12));
  CHECK_FALSE(is_checked("1,12", 2));
  CHECK_FALSE(is_checked("", 1));
}
