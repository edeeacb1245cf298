// How somebody is reached, as they set it themselves: the rules, the rows, and what the clocks make of it.
#include "handlers/sla/contact_ways.h"

#include "handlers/sla/contact_way_store.h"
#include "handlers/sla/duty_rules.h"
#include "handlers/sla/watch.h"
#include "tests/handlers/sign_in_world.h"

namespace {

using Ways = std::vector<ContactWay>;
using Kinds = ContactWay::Kind;
using namespace std::chrono_literals;

ClockRules files_with_hook() {
  ClockRules files;
  files.hooks["phone"] = {"phone", "https://bridge"};
  return files;
}

struct WaysDesk {
  ClockRules files = files_with_hook();
  WaysWorld world{"me", {ContactWay{}}, {{"me", "我"}, {"Bob", "鲍"}}, &files};

  WayOrder adding(const std::string& by, const std::string& to = "", const std::string& hours = "",
                  const std::string& wait = "5") const {
    WayOrder order;
    order.seen = text_of_ways(world.ways);
    order.by = by;
    order.to = to;
    order.hours = hours;
    order.wait = wait;
    return order;
  }
  WayOrder at(WayOrder::Verb verb, std::size_t place) const {
    auto order = adding("");
    order.verb = verb;
    order.place = place;
    return order;
  }
  std::string faults(const WayOrder& order) const {
    std::string text;
    for (const auto& fault : change_ways(world, order).faults) text += fault.field + ":" + fault.why + " ";
    return text;
  }
  /// Changes the ways, and gives what stands in the audit.
  std::string does(const WayOrder& order) {
    const auto change = change_ways(world, order);
    CHECK(change.faults.empty());
    world.ways = change.ways;
    return change.detail;
  }
};

}  // namespace

TEST_CASE("ways are added, moved up and removed; the last one stays") {
  WaysDesk desk;
  CHECK(desk.faults(desk.at(WayOrder::Verb::remove, 0)) == ":last ");
  CHECK(desk.does(desk.adding("webhook:phone", "Bob", "08:00-22:00，22:00-26:30", "15")) ==
        "added webhook phone 08:00-22:00 22:00-26:30 900");
  CHECK(desk.world.ways[1] ==
        ContactWay{Kinds::hook, "phone", {{8h, 22h}, {22h, 26h + 30min}}, Seconds{900}});
  CHECK(desk.does(desk.adding("person", " bob ")) == "added person Bob  300");
  CHECK(desk.does(desk.at(WayOrder::Verb::up, 2)) == "moved up person Bob  300");
  CHECK(desk.world.ways[1].kind == Kinds::person);
  CHECK(desk.does(desk.at(WayOrder::Verb::remove, 0)) == "removed app   300");
  CHECK(desk.world.ways.size() == 2);
  WayOrder reset;
  reset.verb = WayOrder::Verb::reset;
  desk.does(reset);
  CHECK(desk.world.ways.empty());
}

TEST_CASE("what is wrong with a way is said field by field, and changes nothing") {
  WaysDesk desk;
  CHECK(desk.faults(desk.adding("")) == "by:by ");
  CHECK(desk.faults(desk.adding("webhook:fax")) == "by:by ");
  CHECK(desk.faults(desk.adding("app")) == "by:same ");
  CHECK(desk.faults(desk.adding("app", "", "08:00-09:00")).empty());
  CHECK(desk.faults(desk.adding("person")) == "to:to ");
  CHECK(desk.faults(desk.adding("person", "stranger")) == "to:to ");
  CHECK(desk.faults(desk.adding("person", "ME")) == "to:self ");
  for (const auto* hours : {"8-22", "22:00-08:00", "08:00-22:00 x", "25:00-49:00"})
    CHECK(desk.faults(desk.adding("group", "", hours)) == "hours:hours ");
  CHECK(desk.faults(desk.adding(
            "group", "",
            "00:00-01:00 01:00-02:00 02:00-03:00 03:00-04:00 04:00-05:00 05:00-06:00 06:00-07:00")) ==
        "hours:hours ");
  for (const auto* wait : {"", "0", "-1", "4321", "5m", "99999999999"})
    CHECK(desk.faults(desk.adding("group", "", "", wait)) == "wait:wait ");
  CHECK(desk.faults(desk.adding("fax", "", "x", "x")) == "by:by hours:hours wait:wait ");
  auto stale = desk.adding("group");
  stale.seen = "group   300";
  CHECK(desk.faults(stale) == ":stale ");
  CHECK(desk.faults(desk.at(WayOrder::Verb::up, 0)) == ":stale ");
  CHECK(desk.faults(desk.at(WayOrder::Verb::remove, 1)) == ":stale ");
  desk.world.ways.assign(most_ways, ContactWay{});
  CHECK(desk.faults(desk.adding("group")) == ":many ");
}

TEST_CASE("own ways go before those of the files, by the clock of the contact or the roster", "[pg]") {
  TestDatabase database;
  Connection connection(database.settings());
  const auto in = [&](auto work) {
    auto done = connection.transact(work);
    REQUIRE(done);
    return *std::move(done);
  };
  const auto version = [&] {
    return in(
        [](Transaction& t) { return t.run("SELECT version FROM knowledge_version")[0].number("version"); });
  };
  auto files = files_with_hook();
  Roster roster;
  roster.id = "desk";
  roster.zone = fixed_zone(1h);
  Rotation rotation;
  rotation.people = {"ann"};
  roster.layers = {rotation};
  files.rosters = {roster};
  files.contacts = {{"Bob", fixed_zone(3h), {{Kinds::group, "", {}, Seconds{60}}}}};
  const auto shared = std::make_shared<const ClockRules>(files);
  const auto put = [&](const std::string& who, const Ways& ways) {
    in([&](Transaction& t) {
      hold_own_ways(t, who);
      put_own_ways(t, who, ways);
      return Done{};
    });
  };
  const auto rules = [&] {
    return with_duty(shared, in([](Transaction& t) { return duty_rows(t, Time{}); }));
  };
  CHECK(rules() == shared);
  CHECK(ways_in_force(*rules(), "ann") == Ways{ContactWay{}});
  const Ways own{{Kinds::hook, "phone", {{8h, 22h}}, Seconds{120}}, {Kinds::app, "", {}, Seconds{300}}};
  const auto before = version();
  put("Ann", own);
  put("bob", own);
  CHECK(version() > before);  // gateways take it
  CHECK(ways_in_force(*rules(), "ANN") == own);
  CHECK(rules()->contact("ann")->zone.east == Seconds{3600});
  CHECK(rules()->contact("bob")->zone.east == Seconds{3 * 3600});
  CHECK(rules()->contacts.size() == 2);
  put("bob", {});
  CHECK(ways_in_force(*rules(), "bob") == files.contacts[0].ways);
  files.hooks.clear();  // an operator has taken the bridge away
  const auto left = with_duty(std::make_shared<const ClockRules>(files),
                              in([](Transaction& t) { return duty_rows(t, Time{}); }));
  CHECK(ways_in_force(*left, "ann") == Ways{own[1]});
  put("ann", {own[0]});
  const auto none = with_duty(std::make_shared<const ClockRules>(files),
                              in([](Transaction& t) { return duty_rows(t, Time{}); }));
  CHECK(none->contact("ann") == nullptr);
}

TEST_CASE("somebody of the team changes their own ways on their page; reporters have none there", "[pg]") {
  SignInWorld world;
  world.person("ann", "agent");
  auto browser = world.browser();
  browser.sign_in("ann");
  CHECK(browser.get("/account").body.find("id=\"ways\"") != std::string::npos);
  const auto rows = [&] {
    return world.in([](Transaction& t) {
      return t.run("SELECT kind, hours, wait_seconds FROM contact_way WHERE person = 'ann' ORDER BY place");
    });
  };
  const auto seen = [&] {
    return world.in([](Transaction& t) {
      const auto all = own_ways(t);
      return in_url(all.count("ann") ? text_of_ways(all.at("ann")) : text_of_ways({ContactWay{}}));
    });
  };
  const auto wrong = browser.post("/account/ways", "verb=add&by=group&hours=8-22&wait=0&seen=" + seen());
  CHECK(wrong.status == 422);
  for (const auto* part :
       {"id=\"way-hours-fault\"", "id=\"way-wait-fault\"", "value=\"8-22\"", "<details open"})
    CHECK(wrong.body.find(part) != std::string::npos);
  CHECK(wrong.body.find("id=\"way-by-fault\"") == std::string::npos);
  CHECK(rows().empty());
  CHECK(world.audited("contact_ways") == 0);
  CHECK(browser.post("/account/ways", "verb=add&by=group&hours=08:00-22:00&wait=7&seen=" + seen()).status ==
        303);
  REQUIRE(rows().size() == 2);
  CHECK(rows()[1].text("hours") == "08:00-22:00");
  CHECK(rows()[1].number("wait_seconds") == 420);
  CHECK(browser.post("/account/ways", "verb=up&place=1&seen=" + seen()).status == 303);
  CHECK(rows()[0].text("kind") == "group");
  CHECK(browser.post("/account/ways", "verb=remove&place=0&seen=old").status == 422);
  CHECK(browser.post("/account/ways", "verb=remove&place=0&seen=" + seen()).status == 303);
  CHECK(browser.post("/account/ways", "verb=remove&place=0&seen=" + seen()).status == 422);
  CHECK(rows().size() == 1);
  CHECK(world.audited("contact_ways") == 3);
  CHECK(browser.post("/account/ways", "verb=reset").status == 303);
  CHECK(rows().empty());
  CHECK(browser.post("/account/ways", "verb=other").status == 400);
  browser.token = "forged";
  CHECK(browser.post("/account/ways", "verb=reset").status == 403);
  const auto cookie = session_cookie("of-a-reporter", true);
  world.in([&](Transaction& t) {
    open_session(t, "of-a-reporter", {"corp", "wang", "王敏", "wecom", ""}, world.now);
    return Done{};
  });
  auto reporter = world.browser();
  reporter.cookies[cookie.substr(0, cookie.find('='))] = "of-a-reporter";
  const auto page = reporter.get("/account");
  CHECK(page.status == 200);
  CHECK(page.body.find("id=\"ways\"") == std::string::npos);
  CHECK(reporter.post("/account/ways", "verb=add&by=group&wait=5&seen=").status == 403);
  CHECK(rows().empty());
}
