#include "gateway/clock_zones.h"

#include <catch2/catch.hpp>

using namespace std::chrono_literals;
using std::chrono::sys_days;
using std::chrono::year;

TEST_CASE("zones by name know when their clocks change") {
  const auto new_york = zone_named("America/New_York");
  REQUIRE(new_york);
  CHECK(offset_at(*new_york, sys_days{year{2026} / 3 / 8} + 6h + 59min) == -5h);
  CHECK(offset_at(*new_york, sys_days{year{2026} / 3 / 8} + 7h) == -4h);
  CHECK(offset_at(*new_york, sys_days{year{2026} / 11 / 1} + 6h) == -5h);
  const auto lord_howe = zone_named("Australia/Lord_Howe");
  REQUIRE(lord_howe);
  CHECK(offset_at(*lord_howe, sys_days{year{2026} / 1 / 1}) == 11h);
  CHECK(offset_at(*lord_howe, sys_days{year{2026} / 7 / 1}) == 10h + 30min);
  const auto shanghai = zone_named("Asia/Shanghai");
  REQUIRE(shanghai);
  CHECK(shanghai->east == 8h);
  CHECK(shanghai->changes.empty());
}

TEST_CASE("a name that is no zone is refused") {
  for (const auto* name : {"", "Asia/Peking Duck", "Etc/Unknown", "../etc/passwd"})
    CHECK_FALSE(zone_named(name));
}
