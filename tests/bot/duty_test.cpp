#include "bot/duty.h"

#include <catch2/catch.hpp>

namespace {

using namespace std::chrono_literals;
using std::chrono::days;

Time at(int day, std::chrono::minutes time) {
  return std::chrono::sys_days{std::chrono::year{2026} / 3 / day} + time - 8h;
}

Roster weekly() {
  Roster roster;
  roster.zone = fixed_zone(8h);
  Rotation rotation;
  rotation.people = {"ann", "bob", "cid"};
  rotation.first = LocalDay{std::chrono::year{2026} / 3 / 2};
  roster.layers = {rotation};
  return roster;
}

}  // namespace

TEST_CASE("a weekly rotation changes hands at its hour") {
  const auto roster = weekly();
  CHECK(duty_at(roster, at(2, 9h)).person == "ann");
  CHECK(duty_at(roster, at(9, 8h + 59min)).person == "ann");
  CHECK(duty_at(roster, at(9, 9h)).person == "bob");
  CHECK(duty_at(roster, at(16, 9h)).person == "cid");
  CHECK(duty_at(roster, at(23, 9h)).person == "ann");
  CHECK(duty_at(roster, at(2, 8h)).person.empty());
  CHECK(duty_at(roster, at(10, 9h)).from == at(9, 9h));
  CHECK(duty_at(roster, at(10, 9h)).to == at(16, 9h));
}

TEST_CASE("where nobody else comes, no end is in sight") {
  auto roster = weekly();
  CHECK(end_in_sight(duty_at(roster, at(10, 9h)), at(10, 9h)) == at(16, 9h));
  roster.layers[0].people = {"ann"};
  CHECK(duty_at(roster, at(10, 9h)).person == "ann");
  CHECK_FALSE(end_in_sight(duty_at(roster, at(10, 9h)), at(10, 9h)));
  roster.overrides = {{at(12, 9h), at(13, 9h), "dan"}};
  CHECK(end_in_sight(duty_at(roster, at(10, 9h)), at(10, 9h)) == at(12, 9h));
}

TEST_CASE("an override stands in, and a swap exchanges turns") {
  auto roster = weekly();
  roster.overrides = {{at(4, 18h), at(5, 9h), "dan"}};
  roster.swaps = {{at(9, 9h), at(23, 9h), "bob", "cid"}};
  CHECK(duty_at(roster, at(4, 17h)).person == "ann");
  CHECK(duty_at(roster, at(4, 18h)).person == "dan");
  CHECK(duty_at(roster, at(4, 18h)).why == DutyWhy::override_);
  CHECK(duty_at(roster, at(5, 9h)).person == "ann");
  CHECK(duty_at(roster, at(10, 9h)).person == "cid");
  CHECK(duty_at(roster, at(17, 9h)).person == "bob");
  CHECK(duty_at(roster, at(24, 9h)).person == "ann");
}

TEST_CASE("what was arranged goes on top of the file, for its own roster alone, the later over the earlier") {
  auto roster = weekly();
  roster.id = "desk";
  const DutyChange stand_in{1, "desk", at(4, 18h), at(5, 9h), "dan", "", "ann"};
  const DutyChange later{2, "desk", at(4, 20h), at(4, 21h), "eve", "", "ann"};
  const DutyChange swap{3, "desk", at(2, 9h), at(16, 9h), "ann", "bob", "ann"};
  const DutyChange other{4, "night", at(2, 9h), at(16, 9h), "fay", "", "ann"};
  const auto changed = with_changes(roster, {stand_in, later, swap, other});
  CHECK(duty_at(changed, at(4, 19h)).person == "dan");
  CHECK(duty_at(changed, at(4, 20h)).person == "eve");
  CHECK(duty_at(changed, at(5, 9h)).person == "bob");
  CHECK(duty_at(changed, at(10, 9h)).person == "ann");
  CHECK(with_changes(roster, {other}) == roster);
}

TEST_CASE("a change that cannot be says why") {
  const DutyChange good{0, "desk", at(4, 18h), at(5, 9h), "dan", "", "ann"};
  CHECK(fault_of(good, at(4, 19h)).empty());
  CHECK(fault_of(good, at(5, 9h)) == "past");
  const auto fault = [&](auto change) {
    auto bad = good;
    change(bad);
    return fault_of(bad, at(2, 9h));
  };
  CHECK(fault([](auto& bad) { bad.person.clear(); }) == "nobody");
  CHECK(fault([](auto& bad) { bad.other = bad.person; }) == "same");
  CHECK(fault([](auto& bad) { bad.to = bad.from; }) == "order");
  CHECK(fault([](auto& bad) { bad.to = bad.from + days{62}; }).empty());
  CHECK(fault([](auto& bad) { bad.to = bad.from + days{62} + 1min; }) == "long");
}

TEST_CASE("the backup is whoever is named, else whoever is next") {
  auto roster = weekly();
  CHECK(backup_at(roster, at(3, 9h)) == "bob");
  roster.backup = "eve";
  CHECK(backup_at(roster, at(3, 9h)) == "eve");
}

TEST_CASE("a layer with hours goes before the one that fills the rest") {
  auto roster = weekly();
  Rotation night;
  night.people = {"nina"};
  night.first = LocalDay{std::chrono::year{2026} / 3 / 1};
  night.hours = {*shift_of("22:00-30:00")};
  roster.layers.insert(roster.layers.begin(), night);
  CHECK(duty_at(roster, at(5, 23h)).person == "nina");
  CHECK(duty_at(roster, at(5, 5h)).person == "nina");
  CHECK(duty_at(roster, at(5, 6h)).person == "ann");
}
