#include "bot/assignment.h"

#include <catch2/catch.hpp>

namespace {

const Time noon{std::chrono::hours{500000}};

DutyHand hand(const std::string& name, std::array<int, 4> open = {}, Time given_at = {},
              Role role = Role::agent) {
  return {"corp/" + name, name, name, role, open, given_at};
}

std::string chosen(const std::vector<DutyHand>& hands, const std::vector<std::string>& on_duty,
                   const std::vector<std::string>& barred = {"corp/lilei", ""}) {
  const auto choice = least_loaded(hands, on_duty, barred);
  if (choice.off_duty) return "off duty";
  return choice.who == nullptr ? "nobody" : choice.who->name;
}

Roster always(const std::string& person) {
  Roster roster;
  roster.zone = fixed_zone(Seconds{0});
  Rotation rotation;
  rotation.people = {person};
  rotation.first = LocalDay{std::chrono::year{2020} / 1 / 1};
  roster.layers = {rotation};
  return roster;
}

}  // namespace

TEST_CASE("a ticket goes to whoever on duty has the least in hand, by severity and not by number") {
  CHECK(load_of(hand("ann", {1, 1, 1, 1})) == 15);
  CHECK(chosen({hand("ann", {0, 0, 0, 1}), hand("bob", {3, 2, 0, 0})}, {"ann", "bob"}) == "bob");
  CHECK(chosen({hand("ann", {0, 0, 2, 0}), hand("bob", {0, 0, 0, 2})}, {"ann", "bob"}) == "ann");
}

TEST_CASE("of equal load it goes to who was given one longest ago, then by name") {
  const auto before = noon - Seconds{1};
  CHECK(chosen({hand("ann", {}, noon), hand("bob", {}, before)}, {"ann", "bob"}) == "bob");
  CHECK(chosen({hand("ann", {}, noon), hand("bob")}, {"ann", "bob"}) == "bob");
  CHECK(chosen({hand("bob", {}, noon), hand("ann", {}, noon)}, {"ann", "bob"}) == "ann");
  CHECK(chosen({hand("ann", {1, 0, 0, 0}, before), hand("bob", {}, noon)}, {"ann", "bob"}) == "bob");
}

TEST_CASE("somebody who is not on duty, of another role, barred, or whose access is over gets nothing") {
  const auto busy = hand("zoe", {0, 0, 0, 9});
  CHECK(chosen({hand("ann"), busy}, {"ZOE"}) == "zoe");
  CHECK(chosen({hand("lilei"), busy}, {"lilei", "zoe"}) == "zoe");
  for (const auto role : {Role::reporter, Role::tester, Role::developer, Role::ops, Role::product,
                          Role::contractor, Role::admin, Role::auditor, Role::ended}) {
    CHECK(chosen({hand("ann", {}, {}, role), busy}, {"ann", "zoe"}) == "zoe");
    CHECK(chosen({hand("ann", {}, {}, role)}, {"ann"}) == "nobody");
  }
  CHECK(chosen({hand("ann", {}, {}, Role::lead), busy}, {"ann", "zoe"}) == "ann");
}

TEST_CASE("with nobody on duty nobody gets it, which is something else than nobody who may") {
  CHECK(chosen({hand("ann")}, {}) == "off duty");
  CHECK(chosen({hand("lilei")}, {"lilei"}) == "nobody");
}

TEST_CASE("on duty is whoever any roster names at that instant, each once") {
  auto covered = always("ann");
  covered.overrides = {{noon, noon + Seconds{60}, "cid"}};
  const std::vector<Roster> rosters{always("ann"), always("Ann"), always("bob"), covered, {}};
  CHECK(people_on_duty(rosters, noon) == std::vector<std::string>{"ann", "bob", "cid"});
  CHECK(people_on_duty(rosters, noon + Seconds{60}) == std::vector<std::string>{"ann", "bob"});
  CHECK(people_on_duty({}, noon).empty());
}
