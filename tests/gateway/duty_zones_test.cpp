#include <catch2/catch.hpp>

#include "bot/duty.h"
#include "gateway/clock_zones.h"

// Schedules in the world's zones, over two years with their changes of the clock.

namespace {

using namespace std::chrono_literals;
using std::chrono::days;
using std::chrono::sys_days;
using std::chrono::year;

constexpr const char* zones[] = {"Asia/Shanghai", "Asia/Hong_Kong", "America/New_York", "Europe/London",
                                 "Australia/Lord_Howe"};
const Time from{sys_days{year{2025} / 1 / 1}};
const Time to{sys_days{year{2027} / 1 / 1}};

Roster roster_in(const std::string& name, std::chrono::minutes hand_over, int turn) {
  Roster roster;
  roster.id = "desk";
  const auto zone = zone_named(name);
  REQUIRE(zone);
  roster.zone = *zone;
  Rotation night;
  night.people = {"nina", "nick"};
  night.first = LocalDay{year{2024} / 12 / 2};
  night.days = 7;
  night.hours = {*shift_of("22:00-30:30")};
  Rotation all;
  all.people = {"ann", "bob", "cid"};
  all.first = LocalDay{year{2024} / 12 / 2};
  all.days = turn;
  all.hand_over = hand_over;
  roster.layers = {night, all};
  return roster;
}

}  // namespace

TEST_CASE("over two years in five zones no instant of a schedule is skipped or doubled") {
  for (const auto* zone : zones)
    for (const auto& [hand_over, turn] : {std::pair{2h + 30min, 1}, {9h + 0min, 7}, {1h + 45min, 3}}) {
      INFO(zone << " " << turn);
      const auto roster = roster_in(zone, hand_over, turn);
      const auto shifts = schedule(roster, from, to);
      REQUIRE(!shifts.empty());
      CHECK(shifts.front().from == from);
      CHECK(shifts.back().to == to);
      std::size_t gaps = 0, nobody = 0;
      for (std::size_t i = 0; i < shifts.size(); ++i) {
        gaps += i > 0 && shifts[i].from != shifts[i - 1].to;
        gaps += shifts[i].from >= shifts[i].to;
        nobody += shifts[i].person.empty();
      }
      CHECK(gaps == 0);
      CHECK(nobody == 0);
    }
}

TEST_CASE("each local day of a daily rotation hands over once, to the next person") {
  for (const auto* zone : zones) {
    INFO(zone);
    auto roster = roster_in(zone, 2h + 15min, 1);
    roster.layers.erase(roster.layers.begin());
    const auto shifts = schedule(roster, from, to);
    for (std::size_t i = 1; i < shifts.size(); ++i) {
      const auto local = local_of(roster.zone, shifts[i].from);
      const auto day = std::chrono::floor<days>(local);
      const auto turn = static_cast<std::size_t>((day - roster.layers[0].first).count());
      if (shifts[i].person != roster.layers[0].people[turn % 3]) FAIL("turn " << turn);
      // 2:15 may be left out by the clock: then it is the first instant that there is.
      const auto time = local - LocalTime{day};
      if (time != 2h + 15min && time != 3h && time != 2h + 30min) FAIL("at minute " << time / 1min);
      if (i > 1 && day - std::chrono::floor<days>(local_of(roster.zone, shifts[i - 1].from)) != days{1})
        FAIL("a day");
    }
    CHECK(shifts.size() >= 730);
  }
}

TEST_CASE("who is on duty at an instant is what the schedule says") {
  const auto roster = roster_in("America/New_York", 9h, 7);
  const auto shifts = schedule(roster, from, from + days{120});
  for (std::size_t i = 0; i < shifts.size(); i += 7) {
    CHECK(duty_at(roster, shifts[i].from).person == shifts[i].person);
    CHECK(duty_at(roster, shifts[i].to - Millis{1}).person == shifts[i].person);
  }
}
