#include "handlers/sla/swap_store.h"

#include <catch2/catch.hpp>

#include "handlers/accounts/account_store.h"
#include "handlers/sla/duty_store.h"
#include "handlers/sla/swap_orders.h"
#include "tests/support/small_roster.h"
#include "tests/support/test_database.h"

namespace {

using namespace std::chrono_literals;
using State = DutyProposal::State;
const Time noon = Time{std::chrono::sys_days{std::chrono::year{2026} / 3 / 10}} + 4h;

/// A roster of days for ann and bob; ann is on duty at noon.
struct SwapDatabase {
  TestDatabase database;
  Connection connection{database.settings()};
  std::shared_ptr<const ClockRules> files;

  SwapDatabase() {
    ClockRules rules;
    rules.rosters = {small_roster("Desk", {"ann", "bob"}, LocalDay{std::chrono::year{2026} / 3 / 10})};
    files = std::make_shared<const ClockRules>(rules);
  }
  template <class Work>
  auto in(Work work) {
    auto done = connection.transact(work);
    REQUIRE(done);
    return *std::move(done);
  }
  std::string says(const std::string& userid, const std::string& words) {
    SwapOrigin origin;
    origin.now = noon;
    origin.org = "corp";
    origin.person = "corp/" + userid;
    origin.userid = userid;
    origin.role = Role::agent;
    origin.team = {{{"corp/lee", "lee", "Lee"}, "lead"}};
    origin.files = files;
    const auto order = parse_duty_order(words);
    REQUIRE(order);
    std::string keys;
    for (const auto& say : in([&](Transaction& t) { return carry_out(t, *order, origin); }))
      keys += say.notice.key.substr(10) + (say.to.contact.empty() ? "" : ">" + say.to.contact) + " ";
    return keys;
  }
  std::vector<DutyChange> changes() {
    return in([](Transaction& t) { return duty_changes(t, noon); });
  }
  std::string one_text(const std::string& sql) {
    return in([&](Transaction& t) { return t.run(sql)[0].text("it"); });
  }
};

}  // namespace

TEST_CASE("a swap is a row of arranged duty once both agreed, and an audit row beside it", "[pg]") {
  SwapDatabase world;
  CHECK(world.says("ann", "换班 3月12日 给 bob") == "confirm ");
  CHECK(world.says("bob", "同意换班 1") == "waits ");
  CHECK(world.says("ann", "确认换班") == "sent asked>bob ");
  CHECK(world.changes().empty());
  CHECK(world.says("bob", "同意换班") == "done done>ann lead>lee ");
  const auto changes = world.changes();
  REQUIRE(changes.size() == 1);
  CHECK(changes[0].person == "bob");
  CHECK(changes[0].other.empty());
  CHECK(changes[0].made_by == "ann");
  CHECK(changes[0].to - changes[0].from == 24h);
  CHECK(duty_at(with_changes(world.files->rosters[0], changes), changes[0].from).person == "bob");
  CHECK(
      world.one_text("SELECT actor || ' ' || act || ' ' || way AS it FROM audit WHERE thing LIKE 'duty:%'") ==
      "corp/bob arrange chat");
  CHECK(world.says("bob", "同意换班 1") == "over ");
  CHECK(world.changes().size() == 1);
}

TEST_CASE("a second draft takes the place of the first, and another firm's numbers say nothing", "[pg]") {
  SwapDatabase world;
  CHECK(world.says("ann", "换班 3月12日 给 bob") == "confirm ");
  CHECK(world.says("ann", "换班 3月14日 给 bob") == "confirm ");
  CHECK(world.says("ann", "确认换班 1") == "over ");
  CHECK(world.says("ann", "确认换班") == "sent asked>bob ");
  CHECK_FALSE(world.in([](Transaction& t) { return find_proposal(t, "other", 2); }));
  CHECK(world.in([](Transaction& t) { return open_proposals(t, "corp", "BOB", noon); }).size() == 1);
  CHECK(world.in([](Transaction& t) { return open_proposals(t, "corp", "cid", noon); }).empty());
}

TEST_CASE("nobody swaps with somebody whose access is over", "[pg]") {
  SwapDatabase world;
  DeskAccount gone{"bob", "Bob", "agent", ""};
  gone.until = noon - 1h;
  world.in([&](Transaction& t) {
    put_desk_account(t, gone);
    return Done{};
  });
  CHECK(world.says("ann", "换班 3月12日 给 bob") == "who ");
}
