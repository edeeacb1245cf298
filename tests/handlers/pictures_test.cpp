#include "handlers/intake/pictures.h"

#include <catch2/catch.hpp>

#include "gateway/delivery/media_store.h"
#include "handlers/intake/person_store.h"
#include "tests/support/test_database.h"

namespace {

Media picture(const std::string& url) {
  Media media;
  media.url = url;
  media.aes_key = "k";
  return media;
}

Inbound with(std::vector<Media> media) {
  Inbound message;
  message.account = "bot";
  message.contact = "lilei";
  message.chat = {"bot", "wr1", ChatKind::group};
  message.kind = Inbound::Kind::media;
  message.media = std::move(media);
  message.received_at = std::chrono::time_point_cast<Millis>(std::chrono::system_clock::now());
  return message;
}

}  // namespace

TEST_CASE("pictures belong to the ticket that the turn opens, changes, or still asks about") {
  Plan plan;
  plan.opens = NewTicket{};
  plan.opens->event.media = {picture("a")};
  TicketChange change;
  change.number = 7;
  change.event.media = {picture("b")};
  plan.changes = {change, TicketChange{8, {}}};
  Report report;
  report.ticket = 9;
  report.media = {picture("c")};
  Report unnumbered;
  unnumbered.media = {picture("d")};
  plan.dialogs.reports = {report, unnumbered};
  const auto all = media_of(plan, 1001);
  REQUIRE(all.size() == 3);
  CHECK(all[0].ticket == 1001);
  CHECK(all[1].ticket == 7);
  CHECK(all[2].ticket == 9);
  CHECK(all[2].media.front().url == "c");
}

TEST_CASE("a picture kept before its ticket had a number is told to the ticket when it gets one, once",
          "[pg]") {
  TestDatabase database;
  Connection connection(database.settings());
  const auto message = with({picture("https://a/1"), picture("https://a/2")});
  const auto done = connection.transact([&](Transaction& transaction) {
    add_media(transaction, {{5, "org", &message}});
    add_media(transaction, {{5, "org", &message}});  // the same turn again adds nothing
    auto rows = claim_media(transaction, 10);
    REQUIRE(rows.size() == 2);
    CHECK(rows[0].attempts == 1);
    CHECK(rows[0].media.aes_key == "k");
    CHECK(claim_media(transaction, 10).empty());  // leased
    CHECK(keep_media(transaction, rows[0], {"abc", "image/png", "x.png", 12}));
    CHECK_FALSE(keep_media(transaction, rows[0], {"abc", "image/png", "x.png", 12}));
    const auto kept = attach_media(transaction, 1001, message.media);
    REQUIRE(kept.size() == 1);
    CHECK(kept[0].sha256 == "abc");
    CHECK(attach_media(transaction, 1001, message.media).empty());
    CHECK(lose_media(transaction, rows[1], "gone"));
    CHECK(rows[1].first_lost);
    CHECK(rows[1].ticket == 1001);
    const auto entries = media_of_ticket(transaction, 1001);
    REQUIRE(entries.size() == 2);
    CHECK(entries[0].state == "kept");
    CHECK(entries[1].error == "gone");
    const auto secrets = transaction.run("SELECT FROM media WHERE url <> '' OR aes_key <> ''");
    CHECK(secrets.empty());
    return Done{};
  });
  CHECK(done);
}

TEST_CASE("who could not be reached 1:1 is reachable again after writing to the app", "[pg]") {
  TestDatabase database;
  Connection connection(database.settings());
  const auto reachable = [&] {
    return *connection.transact([&](Transaction& transaction) {
      return meet_persons(transaction, {{"org/lilei", "org", "LiLei", "", true}}).at("org/lilei").reachable;
    });
  };
  const auto run = [&](auto mark) {
    CHECK(connection.transact([&](Transaction& transaction) {
      mark(transaction, "org", "LiLei");
      return Done{};
    }));
  };
  CHECK(reachable());
  run(mark_unreachable);
  CHECK_FALSE(reachable());
  run(mark_reachable);
  CHECK(reachable());
}
