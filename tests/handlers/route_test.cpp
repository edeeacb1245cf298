#include "handlers/intake/route.h"

#include <catch2/catch.hpp>

#include "tests/support/small_desk.h"

namespace {

Directory desk(const std::string& mode) {
  auto config = small_desk();
  config.accounts[0].mode = mode;
  return Directory(config);
}

/// The rows of what is said to somebody who pressed a button of a bot's card in a group.
std::vector<OutboxDraft> routed_press(const std::string& mode, const std::vector<Say>& said) {
  const auto directory = desk(mode);
  Inbound press;
  press.account = "bot";
  press.kind = Inbound::Kind::click;
  press.contact = "lilei";
  press.chat = {"bot", "wrClients", ChatKind::group};
  press.reply_handle = "click:1";
  TurnOrigin origin;
  origin.directory = &directory;
  origin.org = directory.org_of("bot");
  origin.cause = &press;
  origin.person = "lilei";
  origin.reachable = true;
  return route(origin, said);
}

/// What such a press is answered with.
OutboxDraft answer_of_press(const std::string& mode) {
  Say changed;
  changed.to.kind = To::Kind::reply;
  changed.notice.key = "dialog.card_unsolved";
  changed.notice.task_id = "card-1";
  changed.notice.updates_card = true;
  const auto rows = routed_press(mode, {changed});
  REQUIRE(rows.size() == 1);
  return rows[0];
}

}  // namespace

TEST_CASE("a bot that cannot speak unasked tells 1:1 what a card could no longer show") {
  const auto row = answer_of_press("callback");
  REQUIRE(row.fallback.size() == 1);
  CHECK(row.fallback[0].chat.account == "app");
  CHECK(row.fallback[0].chat.id == "lilei");
  CHECK_FALSE(row.fallback[0].notice.updates_card);
  CHECK(row.fallback[0].notice.task_id.empty());
}

TEST_CASE("a bot on a long connection says in the same chat what a card could no longer show") {
  const auto row = answer_of_press("socket");
  REQUIRE(row.fallback.size() == 1);
  CHECK(row.fallback[0].chat.id == "wrClients");
  CHECK_FALSE(row.fallback[0].notice.updates_card);
}

TEST_CASE("behind a card that changed, a bot in callback mode still answers in the same chat, once") {
  Say changed, answer, more;
  changed.notice.key = "dialog.card_chosen";
  changed.notice.updates_card = true;
  answer.notice.key = more.notice.key = "dialog.article";
  const auto rows = routed_press("callback", {changed, answer, more});
  REQUIRE(rows.size() == 3);
  CHECK(rows[1].chat.id == "wrClients");
  CHECK(rows[1].handle == "click:1");
  CHECK(rows[2].chat.account == "app");
}
