#include "handlers/tickets/incident.h"

#include "tests/handlers/desk_world.h"

using namespace desk_world;

namespace {

Ticket child_of(long long parent, TicketState state, const Party& reporter = li_lei) {
  auto ticket = ticket_in_state(state, 1005);
  ticket.parent = parent;
  ticket.reporter = reporter;
  return ticket;
}

}  // namespace

TEST_CASE("a reporter joins only their own ticket, and only where the bot has offered it") {
  auto own = ticket_in_state(TicketState::fresh, 1005);
  const auto parent = ticket_in_state(TicketState::accepted, 1001);
  auto world = world_with({own, parent}, li_lei, "");
  auto command = *command_of_click({"ticket.join:1005-1001", "card", "", {}});
  CHECK(decide(world, command).changes.empty());
  world.tickets[0].alike = "1003,11001";
  CHECK(decide(world, command).changes.empty());
  world.tickets[0].alike = "1003,1001";
  CHECK(decide(world, command).changes.size() == 1);
  world.tickets[0].alike.clear();
  command.offered = true;
  const auto joined = decide(world, command);
  REQUIRE(joined.changes.size() == 1);
  CHECK(joined.changes[0].event.step == Step::joined);
  CHECK(applied(own, joined.changes[0].event).parent == 1001);
  CHECK(joined.says[0].notice.updates_card);
  world.tickets[0].reporter = wu;
  CHECK(decide(world, command).changes.empty());
}

TEST_CASE("the team puts tickets under a parent by every way to say it, and takes them out") {
  const auto world =
      world_with({ticket_in_state(TicketState::fresh, 1005), ticket_in_state(TicketState::accepted, 1006),
                  ticket_in_state(TicketState::accepted, 1001)});
  for (const auto* words : {"合并 1005 1006 到 1001", "合并 1001 1005 1006", "1005 1006 归入 1001",
                            "归入 1005 1006 1001", "merge 1005 1006 into 1001"}) {
    INFO(words);
    const auto decision = said(world, words);
    REQUIRE(decision.changes.size() == 2);
    for (const auto& change : decision.changes) CHECK(change.event.parent == 1001);
    CHECK(reply_key(decision) == "ticket.incident.joined");
  }
  const auto child = world_with({child_of(1001, TicketState::accepted)});
  const auto out = said(child, "拆出 1005");
  REQUIRE(out.changes.size() == 1);
  CHECK(out.changes[0].event.step == Step::left);
  CHECK(reply_key(said(world_with({ticket_in_state(TicketState::fresh, 1005)}), "拆出 1005")) ==
        "ticket.refuse.no_parent");
}

TEST_CASE("no ticket goes under a child, under what has ended, or under itself") {
  const auto fresh = ticket_in_state(TicketState::fresh, 1006);
  CHECK(reply_key(said(world_with({fresh, child_of(1001, TicketState::accepted)}), "合并 1006 到 1005")) ==
        "ticket.refuse.is_child");
  CHECK(reply_key(said(world_with({fresh, ticket_in_state(TicketState::resolved, 1001)}),
                       "合并 1006 到 1001")) == "ticket.refuse.parent_ended");
  CHECK(said(world_with({fresh}), "合并 1006 到 1006").changes.empty());
}

TEST_CASE("an incident that goes under another takes its tickets along") {
  auto world = world_with(
      {ticket_in_state(TicketState::accepted, 1001), ticket_in_state(TicketState::accepted, 1002)});
  world.children = {child_of(1002, TicketState::fresh)};
  const auto decision = said(world, "合并 1002 到 1001");
  REQUIRE(decision.changes.size() == 2);
  CHECK(decision.changes[1].number == 1005);
  for (const auto& change : decision.changes) CHECK(change.event.parent == 1001);
}

TEST_CASE("不是这个问题 opens a child again that was solved with its parent, and the team sees it") {
  const auto world = world_with({child_of(1001, TicketState::resolved)}, li_lei, "");
  const auto decision = pressed(world, "ticket.split:1005");
  REQUIRE(decision.changes.size() == 2);
  auto after = world.tickets[0];
  for (const auto& change : decision.changes) after = applied(after, change.event);
  CHECK(after.parent == 0);
  CHECK(after.state == TicketState::reopened);
  CHECK(to(decision, To::Kind::team) != nullptr);
  CHECK(reply_key(decision) == "ticket.done.own_left");
  const auto other = world_with({child_of(1001, TicketState::resolved, wu)}, li_lei, "");
  CHECK(pressed(other, "ticket.split:1005").changes.empty());
}
