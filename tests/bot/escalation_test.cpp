#include "bot/escalation.h"

#include <catch2/catch.hpp>

namespace {

using namespace std::chrono_literals;
const Time noon{std::chrono::sys_days{std::chrono::year{2026} / 3 / 10} + 4h};

ChainStep tell(const std::string& to) { return {ChainStep::Kind::tell, Seconds{}, to}; }
ChainStep wait(Seconds span) { return {ChainStep::Kind::wait, span, ""}; }

Chain team_then_lead() {
  Chain chain;
  chain.steps = {tell("team"), wait(15min), tell("lead")};
  chain.repeat = 1;
  chain.every = 30min;
  return chain;
}

/// Every act with its minute, when somebody looks each minute.
std::vector<std::pair<long long, std::string>> acts_of(const Chain& chain,
                                                       std::optional<Time> acknowledged = {}, int from = 0) {
  std::vector<std::pair<long long, std::string>> acts;
  auto run = begin_chain(noon);
  for (int minute = from; minute < 600; ++minute) {
    const auto now = noon + std::chrono::minutes{minute};
    const auto seen = acknowledged && *acknowledged <= now ? acknowledged : std::nullopt;
    auto done = advance(chain, run, now, seen);
    for (const auto& act : done.acts) acts.emplace_back(minute, act.to);
    run = done.run;
  }
  CHECK(run.over);
  return acts;
}

using Acts = std::vector<std::pair<long long, std::string>>;

}  // namespace

TEST_CASE("a chain tells, waits, tells, and begins anew as often as it says") {
  CHECK(acts_of(team_then_lead()) == Acts{{0, "team"}, {15, "lead"}, {45, "team"}, {60, "lead"}});
}

TEST_CASE("words of the team end a chain, unless only the clock's stop does") {
  CHECK(acts_of(team_then_lead(), noon + 10min) == Acts{{0, "team"}});
  CHECK(acts_of(team_then_lead(), noon + 20min) == Acts{{0, "team"}, {15, "lead"}});
  auto chain = team_then_lead();
  chain.until_acknowledged = false;
  CHECK(acts_of(chain, noon + 10min).size() == 4);
  CHECK(acts_of(team_then_lead(), noon - 1min).size() == 4);  // before it began is no answer to it
}

TEST_CASE("a person is tried by one way after the other, until somebody acknowledges") {
  Chain chain;
  chain.steps = {tell("person:ann"), wait(10min), tell("lead")};
  const WaysTo ways = [](const std::string& to) {
    if (to != "person:ann") return std::vector<ContactWay>{};
    return std::vector<ContactWay>{{ContactWay::Kind::app, "", {}, 5min},
                                   {ContactWay::Kind::hook, "phone", {}, 3min},
                                   {ContactWay::Kind::person, "bob", {}, 5min}};
  };
  const auto acts = [&](std::optional<Time> acknowledged) {
    std::string found;
    auto run = begin_chain(noon);
    for (int minute = 0; minute < 60; ++minute) {
      const auto at = noon + std::chrono::minutes{minute};
      const auto done =
          advance(chain, run, at, acknowledged && *acknowledged <= at ? acknowledged : std::nullopt, ways);
      for (const auto& act : done.acts)
        found += std::to_string(minute) + act.to + (act.way ? "/" + act.way->to : "-") + " ";
      run = done.run;
    }
    CHECK(run.over);
    return found;
  };
  CHECK(acts({}) == "0person:ann/ 5person:ann/phone 8person:ann/bob 18lead- ");
  CHECK(acts(noon + 6min) == "0person:ann/ 5person:ann/phone ");
}

TEST_CASE("a way that is not of this hour is passed over, also past midnight") {
  Contact contact;
  contact.zone = fixed_zone(8h);
  contact.ways = {{ContactWay::Kind::app, "", {*shift_of("09:00-18:00")}, 5min},
                  {ContactWay::Kind::hook, "phone", {*shift_of("22:00-30:00")}, 5min}};
  CHECK(open_ways(contact, noon).size() == 1);
  CHECK(open_ways(contact, noon)[0].kind == ContactWay::Kind::app);
  CHECK(open_ways(contact, noon + 16h)[0].kind == ContactWay::Kind::hook);
  CHECK(open_ways(contact, noon + 18h).empty());
}

TEST_CASE("after a standstill the steps keep their distance") {
  CHECK(acts_of(team_then_lead(), std::nullopt, 100) ==
        Acts{{100, "team"}, {115, "lead"}, {145, "team"}, {160, "lead"}});
}

TEST_CASE("a chain with hours speaks when they begin") {
  CalendarPlan plan;
  plan.zone = fixed_zone(0s);
  plan.week[2] = {{6h, 8h}};  // 2026-03-10 is a Tuesday
  auto chain = team_then_lead();
  chain.repeat = 0;
  chain.hours = std::make_shared<const WorkCalendar>(plan);
  CHECK(acts_of(chain) == Acts{{120, "team"}, {135, "lead"}});
}
