// Several 指派 in one transaction: who is chosen sees what the turns before it have given.
#include <algorithm>
#include <catch2/catch.hpp>
#include <future>

#include "gateway/clock.h"
#include "gateway/delivery/inbox.h"
#include "handlers/intake/batch.h"
#include "handlers/tickets/load.h"
#include "handlers/tickets/ticket_store.h"
#include "tests/support/small_desk.h"
#include "tests/support/small_roster.h"
#include "tests/support/test_database.h"

namespace {

Config batch_config() {
  auto config = small_desk("team");
  config.people = {{"ann", "安", "agent"},
                   {"bob", "鲍", "agent"},
                   {"zhao", "赵刚", "lead"},
                   {"qian", "钱", "lead"},
                   {"sun", "孙", "lead"}};
  return config;
}

Roster always_on(const std::string& person) {
  return small_roster("", {person}, LocalDay{std::chrono::year{2020} / 1 / 1});
}

struct BatchDesk {
  TestDatabase database;
  Connection connection{database.settings()};
  Directory directory{batch_config()};
  std::shared_ptr<Library> library = std::make_shared<Library>();
  InboxWriter inbox{{database.settings()},
                    [this](const Inbound& message) { return directory.conversation_of(message); }};

  BatchDesk() {
    ClockRules rules;
    rules.rosters = {always_on("ann"), always_on("bob")};
    library->clocks = std::make_shared<const ClockRules>(std::move(rules));
  }
  template <class Work>
  auto in(Work work) {
    auto done = connection.transact(work);
    if (!done) FAIL(done.error().text);
    return *std::move(done);
  }
  long long opened(const std::string& severity) {
    NewTicket ticket;
    ticket.event.step = Step::opened;
    ticket.event.at = now();
    ticket.event.by = {"corp/lilei", "lilei", "李雷"};
    ticket.event.title = "买入失败";
    ticket.event.severity = severity;
    TicketEvent sent;
    sent.step = Step::submitted;
    sent.at = ticket.event.at;
    sent.by = ticket.event.by;
    ticket.more = {sent};
    return in([&](Transaction& t) { return open_tickets(t, {ticket}); })[0];
  }
  void says(const std::string& who, const std::string& text) {
    Inbound made;
    made.account = "bot";
    made.external_id = who + text;
    made.contact = who;
    made.chat = {"bot", "team", ChatKind::group};
    made.text = text;
    std::promise<bool> kept;
    REQUIRE(inbox.offer({std::move(made)},
                        [&](const Result<Done>& done) { kept.set_value(static_cast<bool>(done)); }));
    REQUIRE(kept.get_future().get());
  }
  /// All that waits, in one transaction, in the order in which it was said.
  std::size_t turns() {
    auto claims = in([](Transaction& t) { return claim_conversations(t, {}); });
    std::sort(claims.begin(), claims.end(), [](const Claim& one, const Claim& other) {
      return one.messages.at(0).id < other.messages.at(0).id;
    });
    const BatchSettings settings{&directory, library, "zh-CN", 480, Seconds{600}};
    return in([&](Transaction& t) { return run_turns(t, settings, claims, now()); });
  }
  std::string holder(long long number) {
    return in([&](Transaction& t) { return load_tickets(t, {number}).at(0); }).assignee.contact;
  }
};

}  // namespace

TEST_CASE("several 指派 without a name in one batch of turns see what the others have given", "[pg]") {
  BatchDesk desk;
  const auto urgent = desk.opened("urgent"), low = desk.opened("low"), medium = desk.opened("medium");
  desk.says("zhao", "指派 " + std::to_string(urgent));
  desk.says("qian", "指派 " + std::to_string(low));
  desk.says("sun", "指派 " + std::to_string(medium));
  CHECK(desk.turns() == 3);
  CHECK(desk.holder(urgent) == "ann");
  CHECK(desk.holder(low) == "bob");     // 8 against 0
  CHECK(desk.holder(medium) == "bob");  // 8 against 1
}

TEST_CASE("what a turn solves or hands on is no longer in anybody's hands for the next of its batch",
          "[pg]") {
  BatchDesk desk;
  const auto urgent = desk.opened("urgent"), low = desk.opened("low"), next = desk.opened("low");
  desk.says("zhao", "指派 " + std::to_string(urgent) + " @安");
  desk.turns();
  desk.says("zhao", "指派 " + std::to_string(low) + " @鲍");
  desk.turns();
  desk.says("qian", "解决 " + std::to_string(urgent) + " 咨询类 已说明");
  desk.says("sun", "指派 " + std::to_string(next));
  CHECK(desk.turns() == 2);
  CHECK(desk.holder(next) == "ann");
}

TEST_CASE("a ticket of an incident counts at its parent alone, before it is written too") {
  Ticket ticket;
  ticket.state = TicketState::fresh;
  ticket.severity = "high";
  TicketEvent given;
  given.step = Step::transferred;
  given.at = Time{Millis{7}};
  given.target = {"corp/ann", "ann", "安"};
  std::vector<DutyHand> hands(1);
  hands[0].person = "corp/ann";
  add_load(hands, load_changes(ticket, given, applied(ticket, given)));
  CHECK(hands[0].open == std::array<int, 4>{0, 0, 1, 0});
  CHECK(hands[0].given_at == given.at);
  ticket.parent = 1001;
  add_load(hands, load_changes(ticket, given, applied(ticket, given)));
  CHECK(hands[0].open == std::array<int, 4>{0, 0, 1, 0});
}
