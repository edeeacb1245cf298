#include "bot/alike.h"

#include <catch2/catch.hpp>

namespace {

const Time noon{std::chrono::hours{500000}};

Sighting seen(long long number, const std::string& title, const std::string& system = "trading",
              const std::string& error = "") {
  Sighting one;
  one.number = number;
  one.title = title;
  one.system = system;
  one.error = error;
  one.at = noon;
  return one;
}

std::vector<Sighting> alike_to(const Sighting& one, const std::vector<Sighting>& others) {
  Sightings seen;
  for (const auto& other : others) seen.add(other);
  return seen.alike_to(one);
}

bool alike(const Sighting& one, const Sighting& other) { return !alike_to(one, {other}).empty(); }

}  // namespace

TEST_CASE("the same trouble in other words is alike, with other customers and other times") {
  const auto one = seen(1001, "股票交易不了");
  for (const auto* words :
       {"客户138****5678股票交易不了", "今天9:40股票交易不了，急", "股票买不了交易不了"}) {
    INFO(words);
    CHECK(alike(seen(1002, words), one));
  }
}

TEST_CASE("other troubles of the same system are not alike") {
  for (const auto* words : {"撤单不成功", "持仓成本显示不对", "新股申购看不到", "两融担保比例异常"}) {
    INFO(words);
    CHECK_FALSE(alike(seen(1002, words), seen(1001, "股票交易不了")));
  }
}

TEST_CASE("the same error is the same trouble, another one is not, and systems keep apart") {
  CHECK(alike(seen(1002, "买入失败", "trading", "资金账号异常"),
              seen(1001, "客户下单报错", "trading", "资金账号异常")));
  CHECK_FALSE(alike(seen(1002, "买入失败", "trading", "E1001"), seen(1001, "买入失败", "trading", "E2002")));
  CHECK_FALSE(alike(seen(1002, "打不开", "login"), seen(1001, "打不开", "trading")));
}

TEST_CASE("the most alike comes first, of equal ones the oldest, and never itself") {
  const auto found =
      alike_to(seen(1005, "股票交易不了"), {seen(1003, "股票交易不了"), seen(1005, "股票交易不了"),
                                            seen(1001, "股票交易不了"), seen(1002, "股票买不了交易")});
  REQUIRE(found.size() == 3);
  CHECK(found[0].number == 1001);
  CHECK(found[1].number == 1003);
}

TEST_CASE("a burst is so many alike within the time, the new one counted") {
  const BurstRule rule{3, Seconds{600}};
  auto old = seen(1001, "x"), late = seen(1002, "x");
  old.at = noon - Seconds{601};
  CHECK_FALSE(is_burst(rule, {late, old}, noon));
  old.at = noon - Seconds{600};
  CHECK(is_burst(rule, {late, old}, noon));
}
