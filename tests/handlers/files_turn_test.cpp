#include <catch2/catch.hpp>

#include "handlers/intake/pictures.h"
#include "handlers/intake/route.h"
#include "handlers/tickets/desk.h"
#include "tests/handlers/desk_world.h"
#include "tests/support/small_desk.h"

namespace {

Media picture() {
  Media media;
  media.url = "https://a/1";
  return media;
}

}  // namespace

TEST_CASE("pictures of a team's step belong to the ticket, and to its reporter where the step is told") {
  const std::pair<Step, FileSide> sides[] = {
      {Step::replied, FileSide::told}, {Step::asked, FileSide::told},       {Step::resolved, FileSide::told},
      {Step::noted, FileSide::team},   {Step::transferred, FileSide::team}, {Step::taken, FileSide::team}};
  for (const auto& [step, side] : sides) {
    Plan plan;
    TicketChange change;
    change.number = 7;
    change.event.step = step;
    change.event.role = "agent";
    change.event.media = {picture()};
    plan.changes = {change};
    const auto all = media_of(plan, 0);
    REQUIRE(all.size() == 1);
    CHECK(all[0].side == side);
    plan.changes[0].event.role = "reporter";
    CHECK(media_of(plan, 0)[0].side == FileSide::reporter);
  }
}

TEST_CASE("into a group with others goes the link of a person's file, and such rows are not merged") {
  Ticket ticket;
  ticket.number = 1002;
  ticket.reporter = {"corp/lilei", "lilei", "李雷"};
  ticket.origin = {"bot", "wr1", ChatKind::group};
  const auto say = file_to_reporter(ticket, 12, Media::Kind::image);
  CHECK(say.notice.files == std::vector<long long>{12});
  CHECK(say.notice.params.at("picture") == "1");
  CHECK(say.to.contact == "lilei");
  auto config = small_desk();
  ChatConfig chat;
  chat.account = "bot";
  chat.id = "wr1";
  config.chats = {chat};
  const Directory directory(config);
  TurnOrigin from;
  from.directory = &directory;
  from.org = directory.org_of("app");
  const auto rows = route(from, {say});
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].chat.account == "app");
  CHECK_FALSE(rows[0].notice.links_files);
  REQUIRE(rows[0].fallback.size() == 1);
  CHECK(rows[0].fallback[0].notice.links_files);
  CHECK(rows[0].fallback[0].notice.files == std::vector<long long>{12});
  CHECK(rows[0].fallback[0].merge_key.empty());
}

TEST_CASE(
    "a picture alone is an answer to the reporter, who hears that it follows; nothing at all is refused") {
  auto world = desk_world::world_with({desk_world::ticket_in_state(TicketState::accepted)});
  CHECK(desk_world::said(world, "回复 1002").changes.empty());
  world.media = {picture(), picture()};
  const auto decision = desk_world::said(world, "回复 1002");
  REQUIRE(decision.changes.size() == 1);
  CHECK(decision.changes[0].event.media.size() == 2);
  const auto* told = desk_world::to(decision, To::Kind::person);
  REQUIRE(told != nullptr);
  CHECK(told->notice.key == "ticket.told.replied");
  CHECK(told->notice.params.at("files") == "2");
}
