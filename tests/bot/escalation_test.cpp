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
