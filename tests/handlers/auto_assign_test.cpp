#include "handlers/sla/auto_assign.h"

#include <array>
#include <catch2/catch.hpp>
#include <thread>

#include "gateway/clock.h"
#include "handlers/accounts/account_store.h"
#include "handlers/console/act_form.h"
#include "handlers/console/bulk.h"
#include "handlers/console/verb.h"
#include "handlers/sla/duty_hands.h"
#include "handlers/sla/history.h"
#include "handlers/tickets/load_store.h"
#include "handlers/tickets/ticket_store.h"
#include "tests/support/small_desk.h"
#include "tests/support/small_roster.h"
#include "tests/support/test_database.h"

namespace {

using namespace std::chrono_literals;

const Party li_lei{"corp/lilei", "LiLei", "李雷"};

TicketEvent happened(Step step, Time at) {
  TicketEvent event;
  event.step = step;
  event.at = at;
  event.by = li_lei;
  event.role = "reporter";
  return event;
}

Config config_of_test() {
  auto config = small_desk("team");
  config.people = {{"ann", "安", "agent"}, {"Bob", "鲍", "agent"}, {"wu", "吴", "developer"}};
  return config;
}

Roster always(const std::string& person) {
  return small_roster("", {person}, LocalDay{std::chrono::year{2020} / 1 / 1});
}

class AssignDesk {
 public:
  AssignDesk() : connection_(database_.settings()), directory_(config_of_test()) {
    on_duty({"ann", "bob", "wu"});
  }

  template <class Work>
  auto in(Work work) {
    auto done = connection_.transact(work);
    if (!done) FAIL(done.error().text);
    return *std::move(done);
  }
  void on_duty(const std::vector<std::string>& people) {
    ClockRules rules;
    for (const auto& person : people) rules.rosters.push_back(always(person));
    library_->clocks = std::make_shared<const ClockRules>(std::move(rules));
  }
  long long opened(Millis ago, Millis sent_ago, const std::string& severity = "medium") {
    NewTicket ticket;
    ticket.event = happened(Step::opened, now() - ago);
    ticket.event.title = "买入失败";
    ticket.event.severity = severity;
    ticket.event.origin = {"app", "LiLei", ChatKind::single};
    ticket.more = {happened(Step::submitted, now() - sent_ago)};
    return in([&](Transaction& transaction) { return open_tickets(transaction, {ticket}); })[0];
  }
  long long opened(Millis ago) { return opened(ago, ago); }
  AssignTurn turn(Seconds after = Seconds{300}) const {
    return {&directory_, library_.get(), after, 480, "zh-CN"};
  }
  std::size_t assign(Seconds after = Seconds{300}) { return assign_waiting(connection_, turn(after), now()); }
  VerbDone on_console(const Command& command, const std::string& userid = "zhao") {
    const VerbWorld world{&directory_, library_, 480, "zh-CN", now()};
    const Doer doer{"corp/" + userid, "corp", userid, userid, "lead"};
    return in([&](Transaction& transaction) { return do_verb(transaction, world, doer, command, {}); });
  }
  Ticket ticket(long long number) {
    return in([&](Transaction& transaction) { return load_tickets(transaction, {number}).at(0); });
  }
  std::string holder(long long number) { return ticket(number).assignee.contact; }
  long long number(const std::string& sql) {
    return in([&](Transaction& transaction) { return transaction.run(sql)[0].number("n"); });
  }
  const std::string& settings() const { return database_.settings(); }

 private:
  TestDatabase database_;
  Connection connection_;
  Directory directory_;
  std::shared_ptr<Library> library_ = std::make_shared<Library>();
};

}  // namespace

TEST_CASE("a new ticket that nobody accepted in time is given to somebody on duty, once, by the desk",
          "[pg]") {
  AssignDesk desk;
  const auto number = desk.opened(6min);
  CHECK(desk.assign(Seconds{0}) == 0);
  CHECK(desk.assign(Seconds{600}) == 0);
  CHECK(desk.assign() == 1);
  CHECK(desk.assign() == 0);
  const auto after = desk.ticket(number);
  CHECK(after.assignee == Party{"corp/ann", "ann", "安"});
  CHECK(after.state == TicketState::transferred);
  CHECK(after.holder == "agent");
  CHECK(desk.number("SELECT count(*) AS n FROM ticket_event WHERE step = 'transferred' AND by_person = '' "
                    "AND role = ''") == 1);
  CHECK(desk.number("SELECT count(*) AS n FROM outbox WHERE chat_id = 'ann' AND "
                    "notice::jsonb->>'key' = 'ticket.team.handover'") == 1);
  CHECK(desk.number("SELECT count(*) AS n FROM outbox WHERE chat_id = 'team' AND "
                    "notice::jsonb->>'key' = 'ticket.card.transferred'") == 1);
  CHECK(desk.number("SELECT count(*) AS n FROM outbox") == 2);
}

TEST_CASE("what the desk gives by itself is no answer to the reporter", "[pg]") {
  AssignDesk desk;
  const auto number = desk.opened(6min);
  REQUIRE(desk.assign() == 1);
  const auto events = desk.in([&](Transaction& t) { return ticket_events(t, number); });
  for (const auto& event : sla_events(events)) CHECK(event.kind != SlaEvent::Kind::responded);
  CHECK_FALSE(last_act_of_team(events).has_value());
}

TEST_CASE("two keepers at once give a ticket to one person, with one event", "[pg]") {
  AssignDesk desk;
  for (int i = 0; i < 8; ++i) desk.opened(6min);
  std::array<std::size_t, 2> given{};
  {
    std::vector<std::thread> keepers;
    for (auto& count : given)
      keepers.emplace_back([&count, settings = desk.settings(), turn = desk.turn()] {
        Connection connection(settings);
        for (int i = 0; i < 4; ++i) count += assign_waiting(connection, turn, now());
      });
    for (auto& keeper : keepers) keeper.join();
  }
  CHECK(given[0] + given[1] == 8);
  CHECK(desk.number("SELECT count(*) AS n FROM ticket_event WHERE step = 'transferred'") == 8);
  CHECK(desk.number(
            "SELECT count(*) AS n FROM outbox WHERE notice::jsonb->>'key' = 'ticket.team.handover'") == 8);
}

TEST_CASE("a keeper does not wait for a ticket that somebody is working on, and leaves it when they took it",
          "[pg]") {
  AssignDesk desk;
  const auto number = desk.opened(6min);
  Connection other(desk.settings());
  const auto worked = other.transact([&](Transaction& t) {
    load_tickets(t, {number}, Lock::for_update);
    CHECK(desk.assign() == 0);
    TicketEvent accepted = happened(Step::accepted, now());
    accepted.by = {"corp/bob", "Bob", "鲍"};
    accepted.role = "agent";
    return append_events(t, {{number, accepted}});
  });
  REQUIRE(worked);
  CHECK(desk.assign() == 0);
  CHECK(desk.holder(number) == "Bob");
}

TEST_CASE("tickets are shared out by what people have, the most pressing first", "[pg]") {
  AssignDesk desk;
  const auto low = desk.opened(9min, 9min, "low");
  const auto urgent = desk.opened(6min, 6min, "urgent");
  const auto medium = desk.opened(7min);
  const auto high = desk.opened(8min, 8min, "high");
  CHECK(desk.assign() == 4);
  CHECK(desk.holder(urgent) == "ann");  // 8
  CHECK(desk.holder(high) == "Bob");    // 4
  CHECK(desk.holder(medium) == "Bob");  // 6
  CHECK(desk.holder(low) == "Bob");     // 7
  const auto hands = desk.in([&](Transaction& t) {
    return hands_on_duty(t, desk.turn().directory->team("corp"), *desk.turn().library->clocks, "corp", now());
  });
  REQUIRE(hands.size() == 3);
  CHECK(load_of(hands[0]) == 8);
  CHECK(load_of(hands[1]) == 7);
  CHECK(hands[1].given_at > now() - 1min);
  CHECK(hands[2].role == Role::developer);
  CHECK(hands[2].given_at == Time{});
}

TEST_CASE(
    "nothing is given to the reporter, to other roles or to whose access is over, or when nobody is on duty",
    "[pg]") {
  AssignDesk desk;
  const auto number = desk.opened(6min);
  using People = std::vector<std::string>;
  for (const auto& people : {People{}, People{"LiLei"}, People{"wu"}, People{"lilei", "wu"}}) {
    desk.on_duty(people);
    CHECK(desk.assign() == 0);
  }
  DeskAccount ann;
  ann.userid = "ann";
  ann.role = "agent";
  ann.until = now() - 1h;
  desk.in([&](Transaction& t) {
    put_desk_account(t, ann);
    return Done{};
  });
  desk.on_duty({"ann"});
  CHECK(desk.assign() == 0);
  CHECK(desk.holder(number).empty());
  desk.on_duty({"zoe"});  // whom only a roster names
  CHECK(desk.assign() == 1);
  CHECK(desk.holder(number) == "zoe");
}

TEST_CASE("a report that was sent late waits as long as any other", "[pg]") {
  AssignDesk desk;
  desk.opened(30min, 1min);
  CHECK(desk.assign() == 0);
  CHECK(desk.assign(Seconds{30}) == 1);
}

TEST_CASE("who gives a ticket to themselves is not told that somebody else hears of it", "[pg]") {
  AssignDesk desk;
  const auto own = desk.opened(0min), other = desk.opened(0min);
  const auto given = [&](long long number, const std::string& name) {
    return desk.on_console(*parse_command("指派 " + std::to_string(number) + " " + name, ""), "ann");
  };
  const auto to_self = given(own, "安");
  CHECK(to_self.answer.key == "ticket.done.transferred_to_self");
  CHECK(did_of(to_self.plan) == given_to_self);
  CHECK(step_of(to_self.plan) == "transferred");
  for (const auto& say : to_self.says) CHECK(say.to.kind != To::Kind::person);
  const auto to_other = given(other, "鲍");
  CHECK(to_other.answer.key == "ticket.done.transferred");
  CHECK(did_of(to_other.plan) == "transferred");
}

TEST_CASE("the console's form gives a ticket to the least loaded on duty, as the chat's verb does", "[pg]") {
  AssignDesk desk;
  const auto form = [](const std::string& body, long long number) {
    const auto fields = read_form(body);
    REQUIRE(fields);
    const auto command = command_of_form(*fields, number, {});
    REQUIRE(command);
    return *command;
  };
  const auto first = desk.opened(0min), second = desk.opened(0min);
  const auto done = desk.on_console(form("verb=transfer&target=least&words=%E6%80%A5", first));
  CHECK(step_of(done.plan) == "transferred");
  CHECK(desk.holder(first) == "ann");
  CHECK(done.plan.changes.at(0).event.text == "急");
  CHECK(desk.on_console(*parse_command("指派 " + std::to_string(second), "")).answer.key !=
        "ticket.refuse.target");
  CHECK(desk.holder(second) == "Bob");
  desk.on_duty({});
  const auto refused = desk.on_console(form("verb=transfer&target=least", first));
  CHECK(step_of(refused.plan).empty());
  CHECK(refused.answer.key == "ticket.refuse.off_duty");
  CHECK_FALSE(
      bulk_command("verb=transfer&target=least", first, {}));  // one person for many would be no sharing
}
