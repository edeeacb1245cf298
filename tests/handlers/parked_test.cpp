#include "handlers/intake/parked.h"

#include <catch2/catch.hpp>

#include "gateway/delivery/outbox_claim.h"
#include "handlers/intake/route.h"
#include "handlers/tickets/delivery.h"
#include "templates/render.h"
#include "tests/support/small_desk.h"
#include "tests/support/test_database.h"

namespace {

Config firm() {
  auto config = small_desk("wrTeam");
  config.accounts[0].mode = "socket";
  config.chats.push_back(config.chats[0]);
  config.chats[1].id = "wrTeam2";
  return config;
}

Inbound question() {
  Inbound message;
  message.account = "bot";
  message.contact = "lilei";
  message.contact_name = "李雷";
  message.chat = {"bot", "wrClients", ChatKind::group};
  message.text = "?";
  message.trace = "t1";
  return message;
}

std::vector<OutboxRow> rows_after(const Parked& parked) {
  TestDatabase database;
  Connection connection(database.settings());
  const Directory directory(firm());
  auto rows = connection.transact([&](Transaction& transaction) {
    tell_parked(transaction, directory, "zh-CN", parked);
    return claim_rows(transaction, {}, [](const Chat&, Lane) { return std::vector<Bucket>{}; });
  });
  REQUIRE(rows);
  return *rows;
}

std::string words(const std::string& locale, const Notice& notice) {
  static const auto wording = Wording::load(std::string(SOURCE_FOLDER) + "/templates/messages");
  REQUIRE(wording);
  const auto said = (*wording)->render(locale, notice);
  REQUIRE(said);
  return said->text;
}

}  // namespace

TEST_CASE("the sender of a parked message hears an apology, each team group how to take it up again",
          "[pg]") {
  const auto rows = rows_after({77, "corp/lilei", "bot", question()});
  REQUIRE(rows.size() == 3);
  CHECK(rows[0].chat.id == "wrClients");
  CHECK(rows[0].notice.key == "common.parked");
  CHECK(rows[1].chat.id == "wrTeam");
  CHECK(rows[2].chat.id == "wrTeam2");
  for (const auto* locale : {"zh-CN", "en"}) {
    CHECK(words(locale, rows[1].notice).find("dutydesk inbox replay 77") != std::string::npos);
    CHECK(words(locale, rows[1].notice).find("李雷") != std::string::npos);
  }
  CHECK(words("zh-CN", rows[0].notice).find("值班团队") != std::string::npos);
}

TEST_CASE("an unreadable message, and an event that asks for nothing, are told to the team only", "[pg]") {
  CHECK(rows_after({77, "corp/lilei", "bot", std::nullopt}).size() == 2);
  auto entered = question();
  entered.kind = Inbound::Kind::entered;
  CHECK(rows_after({77, "corp/lilei", "bot", entered}).size() == 2);
}

TEST_CASE("of a timer that failed again and again the team hears whose it was", "[pg]") {
  const auto rows = rows_after({0, Directory(firm()).org_of("bot") + "/lilei", "", std::nullopt});
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].chat.id == "wrTeam");
  for (const auto* locale : {"zh-CN", "en"})
    CHECK(words(locale, rows[0].notice).find("lilei") != std::string::npos);
}

TEST_CASE("cards for one group may be merged, answers never, and each group's card has its own identity") {
  const Directory directory(firm());
  const auto cause = question();
  TurnOrigin origin;
  origin.directory = &directory;
  origin.org = "corp";
  origin.cause = &cause;
  Say card, answer;
  card.to.kind = To::Kind::team;
  card.notice.key = "ticket.card.new";
  card.notice.task_id = "ticket-1001";
  answer.to.kind = To::Kind::reply;
  answer.notice.key = "dialog.opened";
  const auto rows = route(origin, {card, answer});
  REQUIRE(rows.size() == 3);
  CHECK(rows[0].merge_key == rows[1].merge_key);
  CHECK_FALSE(rows[0].merge_key.empty());
  CHECK(rows[2].merge_key.empty());
  CHECK(rows[0].notice.task_id != rows[1].notice.task_id);
  card.notice.key = "ticket.card.resolved";
  CHECK(route(origin, {card})[0].merge_key == rows[0].merge_key);
  card.notice.key = "ticket.team.follow_up";
  CHECK(route(origin, {card})[0].merge_key != rows[0].merge_key);
}

TEST_CASE("a summary names every ticket, in both languages") {
  Notice summary;
  summary.key = "common.merged";
  summary.params["count"] = "2";
  summary.items = {{{"number", "1001"}, {"title", "a"}, {"was_new", "1"}},
                   {{"number", "1002"}, {"title", "b"}, {"reporter", "李雷"}}};
  for (const auto* locale : {"zh-CN", "en"}) {
    const auto said = words(locale, summary);
    CHECK(said.find("1001") != std::string::npos);
    CHECK(said.find("1002") != std::string::npos);
    CHECK(said.find("李雷") != std::string::npos);
  }
}

TEST_CASE("a notice without an answer is neither sent nor waiting on its ticket", "[pg]") {
  TestDatabase database;
  Connection connection(database.settings());
  const auto deliveries = connection.transact([&](Transaction& transaction) {
    OutboxDraft draft;
    draft.chat = {"app", "lilei", ChatKind::single};
    draft.notice.key = "ticket.told.replied";
    draft.ticket = 1001;
    enqueue(transaction, {draft});
    const auto rows = claim_rows(transaction, {}, [](const Chat&, Lane) { return std::vector<Bucket>{}; });
    record_verdict(transaction, rows.at(0), "unknown", true);
    record_retry(transaction, rows.at(0), "no_answer", Millis{1000});
    return deliveries_of(transaction, {1001});
  });
  REQUIRE(deliveries);
  REQUIRE(deliveries->size() == 1);
  CHECK(deliveries->at(0).state == "unknown");
}
