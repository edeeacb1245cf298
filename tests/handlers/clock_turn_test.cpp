#include "handlers/sla/clock_turn.h"

#include <catch2/catch.hpp>

#include "gateway/clock.h"
#include "handlers/sla/history.h"
#include "handlers/tickets/ticket_store.h"
#include "tests/support/small_desk.h"
#include "tests/support/test_database.h"

namespace {

using namespace std::chrono_literals;

const Party li_lei{"corp/lilei", "LiLei", "李雷"};
const Party chen{"corp/chen", "chen", "陈工"};

TicketEvent happened(Step step, Time at, const Party& by = chen, const std::string& role = "agent") {
  TicketEvent event;
  event.step = step;
  event.at = at;
  event.by = by;
  event.role = role;
  return event;
}

/// Half an hour to answer, day and night; then the team hears it, and the lead a quarter of an hour later.
ClockRules rules_of_test() {
  ClockRules rules;
  SlaVersion version;
  for (auto& target : version.targets)
    target = {30min, 4h, std::make_shared<const WorkCalendar>(WorkCalendar::always())};
  version.pauses = {"reporter"};
  rules.policies = {{"desk", {}, {version}}};
  Chain chain;
  chain.id = "overdue";
  chain.steps = {{ChainStep::Kind::tell, Seconds{}, "team"},
                 {ChainStep::Kind::hook, Seconds{}, "phone"},
                 {ChainStep::Kind::wait, 15min, ""},
                 {ChainStep::Kind::tell, Seconds{}, "lead"}};
  rules.chains["overdue"] = chain;
  rules.chain_of = {"", "overdue", "", "overdue"};
  return rules;
}

Config config_of_test() {
  auto config = small_desk("team");
  config.people = {{"zhao", "赵刚", "lead"}};
  return config;
}

class Desk {
 public:
  Desk() : connection_(database_.settings()), directory_(config_of_test()), rules_(rules_of_test()) {}

  template <class Work>
  auto in(Work work) {
    auto done = connection_.transact(work);
    if (!done) FAIL(done.error().text);
    return *std::move(done);
  }
  /// A ticket that the team has seen for so long.
  long long opened(Millis ago) {
    NewTicket ticket;
    ticket.event = happened(Step::opened, now() - ago, li_lei, "reporter");
    ticket.event.title = "买入失败";
    ticket.event.origin = {"app", "LiLei", ChatKind::single};
    ticket.more = {happened(Step::submitted, now() - ago, li_lei, "reporter")};
    return in([&](Transaction& transaction) { return open_tickets(transaction, {ticket}); })[0];
  }
  void happens(long long number, Step step) {
    in([&](Transaction& transaction) {
      return append_events(transaction, {{number, happened(step, now())}});
    });
  }
  ClockClaims claimed() {
    return in([](Transaction& transaction) { return claim_clocks(transaction, 100, Seconds{30}); });
  }
  ClockTurnDone run(const ClockClaims& claims) {
    const ClockTurn turn{&directory_, &rules_, nullptr, 480, "zh-CN"};
    return in([&](Transaction& transaction) { return run_clocks(transaction, turn, claims); });
  }
  ClockTurnDone look() { return run(claimed()); }
  long long number(const std::string& sql) {
    return in([&](Transaction& transaction) { return transaction.run(sql)[0].number("n"); });
  }
  ClockRules& rules() { return rules_; }
  void run_sql(const std::string& sql) {
    in([&](Transaction& transaction) { return transaction.run(sql).affected; });
  }

 private:
  TestDatabase database_;
  Connection connection_;
  Directory directory_;
  ClockRules rules_;
};

}  // namespace

TEST_CASE("an event makes its ticket's clock due in its own transaction", "[pg]") {
  Desk desk;
  const auto number = desk.opened(0min);
  CHECK(desk.number("SELECT count(*) AS n FROM ticket_clock WHERE due_at <= now()") == 1);
  CHECK(desk.look().looked == 1);
  CHECK(
      desk.number("SELECT count(*) AS n FROM ticket_clock WHERE due_at BETWEEN now() + interval '29 min' AND "
                  "now() + interval '31 min' AND response_due_at = due_at") == 1);
  CHECK(desk.claimed().claims.empty());
  desk.happens(number, Step::accepted);
  CHECK(desk.look().looked == 1);
  CHECK(desk.number("SELECT count(*) AS n FROM ticket_clock WHERE response_due_at IS NULL AND "
                    "resolution_due_at > now() "
                    "+ interval '3 hours'") == 1);
}

TEST_CASE("an overdue response is said to the team once, called outside once, and then to the lead", "[pg]") {
  Desk desk;
  desk.opened(31min);
  const auto first = desk.look();
  CHECK(first.told == 1);
  CHECK(first.called == 1);
  CHECK(desk.number("SELECT count(*) AS n FROM outbox WHERE chat_id = 'team' AND "
                    "notice::jsonb->>'key' = 'clock.response_overdue'") == 1);
  CHECK(desk.look().looked == 0);
  desk.run_sql(
      "UPDATE ticket_clock SET due_at = now(), watch = jsonb_set(watch, '{response_overdue,1}', "
      "to_jsonb((extract(epoch FROM now()) * 1000)::bigint - 1000))");
  CHECK(desk.look().told == 1);
  CHECK(desk.number("SELECT count(*) AS n FROM outbox WHERE chat_id = 'zhao'") == 1);
  CHECK(desk.number("SELECT count(*) AS n FROM ticket_clock WHERE overdue") == 1);
}

TEST_CASE("who is on duty is reached by one way after the other", "[pg]") {
  Desk desk;
  auto& rules = desk.rules();
  rules.chains["overdue"].steps = {{ChainStep::Kind::tell, Seconds{}, "person:zhao"}};
  rules.contacts = {{"zhao",
                     fixed_zone(8h),
                     {{ContactWay::Kind::hook, "phone", {}, 5min},
                      {ContactWay::Kind::group, "", {}, 5min},
                      {ContactWay::Kind::person, "chen", {}, 5min}}}};
  desk.opened(31min);
  const auto on = [&] {
    desk.run_sql(
        "UPDATE ticket_clock SET due_at = now(), watch = jsonb_set(watch, '{response_overdue,1}', "
        "to_jsonb((extract(epoch FROM now()) * 1000)::bigint - 1000))");
    return desk.look();
  };
  const auto first = desk.look();
  CHECK(first.called == 1);
  CHECK(first.told == 0);
  CHECK(desk.number("SELECT count(*) AS n FROM hook_call WHERE body::jsonb->>'person' = 'zhao'") == 1);
  CHECK(on().told == 1);
  CHECK(desk.number("SELECT count(*) AS n FROM outbox WHERE chat_id = 'team' AND "
                    "notice::jsonb->'mentions' = '[\"zhao\"]'") == 1);
  CHECK(on().told == 1);
  CHECK(desk.number("SELECT count(*) AS n FROM outbox WHERE chat_id = 'chen'") == 1);
}

TEST_CASE("of an incident the parent's clocks speak; one that was taken out speaks for itself again",
          "[pg]") {
  Desk desk;
  const auto parent = desk.opened(31min), child = desk.opened(31min);
  const auto linked = [&](Step step) {
    auto event = happened(step, now(), li_lei, "reporter");
    event.parent = parent;
    desk.in([&](Transaction& transaction) { return append_events(transaction, {{child, event}}); });
  };
  linked(Step::joined);
  CHECK(desk.look().told == 1);
  CHECK(desk.number("SELECT ticket AS n FROM outbox") == parent);
  linked(Step::left);
  CHECK(desk.look().told == 1);
}

TEST_CASE("an acceptance that was committed before the timer's turn keeps it silent", "[pg]") {
  Desk desk;
  const auto number = desk.opened(31min);
  const auto claims = desk.claimed();
  REQUIRE(claims.claims.size() == 1);
  desk.happens(number, Step::accepted);
  const auto done = desk.run(claims);
  CHECK(done.told == 0);
  CHECK(done.called == 0);
}

TEST_CASE("a keeper that lost its row to another writes nothing", "[pg]") {
  Desk desk;
  desk.opened(31min);
  const auto slow = desk.claimed();
  desk.run_sql("UPDATE ticket_clock SET leased_until = '-infinity'");
  const auto fast = desk.claimed();
  REQUIRE(fast.claims.size() == 1);
  CHECK(desk.run(fast).told == 1);
  CHECK(desk.run(slow).looked == 0);
  CHECK(desk.number("SELECT count(*) AS n FROM outbox") == 1);
}

TEST_CASE("what failed rests longer each time and is taken alone", "[pg]") {
  Desk desk;
  desk.opened(0min);
  desk.opened(0min);
  CHECK(desk.claimed().claims.size() == 2);
  desk.run_sql("UPDATE ticket_clock SET leased_until = '-infinity'");
  CHECK(desk.claimed().claims.size() == 1);
  CHECK(desk.number(
            "SELECT count(*) AS n FROM ticket_clock WHERE leased_until > now() + interval '50 seconds'") ==
        1);
}

TEST_CASE("the audit finds a timer that nobody looks at, and a ticket without one", "[pg]") {
  Desk desk;
  desk.opened(0min);
  const auto audit = [&] {
    return desk.in([](Transaction& transaction) { return audit_clocks(transaction); });
  };
  CHECK(audit().overdue == 0);
  CHECK(audit().missing == 0);
  desk.run_sql("UPDATE ticket_clock SET due_at = now() - interval '31 seconds'");
  CHECK(audit().overdue == 1);
  desk.run_sql("DELETE FROM ticket_clock");
  CHECK(audit().missing == 1);
}

TEST_CASE("a warning that is a day old when it is first seen stays unsaid", "[pg]") {
  Desk desk;
  desk.opened(std::chrono::hours{30});
  CHECK(desk.look().told == 0);
}

TEST_CASE("a call outside is tried six times at most, and no more once it was heard", "[pg]") {
  Desk desk;
  desk.opened(31min);
  desk.look();
  const auto claim = [&] {
    return desk.in([](Transaction& transaction) { return claim_hook_calls(transaction, 10); });
  };
  const auto finish = [&](const HookCall& call, const std::string& error) {
    desk.in([&](Transaction& transaction) {
      finish_hook_call(transaction, call, error);
      return Done{};
    });
  };
  for (int i = 0; i < 6; ++i) {
    const auto calls = claim();
    REQUIRE(calls.size() == 1);
    CHECK(claim().empty());
    finish(calls[0], "status 500");
    desk.run_sql("UPDATE hook_call SET due_at = now() WHERE due_at IS NOT NULL");
  }
  CHECK(claim().empty());
}

TEST_CASE("a question pauses the solution's clock, and the reporter's answer lets it go on") {
  const Time noon{std::chrono::hours{500000}};
  std::vector<TicketEvent> events{
      happened(Step::opened, noon, li_lei, "reporter"), happened(Step::submitted, noon, li_lei, "reporter"),
      happened(Step::asked, noon + 10min), happened(Step::followed_up, noon + 70min, li_lei, "reporter")};
  const auto rules = rules_of_test();
  auto clocks = sla_clocks(sla_events(events), rules.policies[0], noon + 60min);
  CHECK(clocks.response.state == ClockState::met);
  CHECK(clocks.resolution.state == ClockState::paused);
  CHECK(clocks.resolution.paused_for == "reporter");
  CHECK(clocks.resolution.elapsed == 10min);
  CHECK(clock_params(clocks, {}).count("paused_reporter") == 1);
  clocks = sla_clocks(sla_events(events), rules.policies[0], noon + 90min);
  CHECK(clocks.resolution.elapsed == 30min);
  CHECK(clocks.resolution.paused == 60min);
  CHECK(clocks.resolution.due_at == noon + 5h);
  CHECK(clock_params(clocks, {}).at("resolution_left") == "3:30");
  events.push_back(happened(Step::resolved, noon + 2h));
  events.push_back(happened(Step::closed, noon + 3h, li_lei, "reporter"));
  CHECK(sla_clocks(sla_events(events), rules.policies[0], noon + 9h).resolution.state == ClockState::met);
}

TEST_CASE("how far chains have come is read as it was written") {
  ClockWatch watch;
  watch.runs[1] = ChainRun{Time{Millis{5}}, Time{Millis{7}}, 2, 1, true, 3};
  const auto read = watch_from_json(to_json(watch));
  REQUIRE(read);
  CHECK(*read == watch);
  CHECK_FALSE(watch_from_json("{\"response_soon\":[1]}"));
}

TEST_CASE("another severity gives other promises for the same time", "[pg]") {
  Desk desk;
  const auto number = desk.opened(20min);
  auto rules = rules_of_test();
  rules.policies.front().versions.front().targets[static_cast<std::size_t>(Severity::urgent)].response =
      15min;
  const auto story = [&] {
    return desk.in([&](Transaction& transaction) {
      return clock_story(transaction, rules, load_tickets(transaction, {number}).front(), now());
    });
  };
  CHECK_FALSE(story()->clocks.response.overdue);
  auto graded = happened(Step::graded, now());
  graded.severity = "urgent";
  desk.in([&](Transaction& transaction) { return append_events(transaction, {{number, graded}}); });
  CHECK(story()->clocks.response.overdue);
  CHECK(story()->clocks.response.state != ClockState::met);  // grading is no answer to the reporter
}
