#include "gateway/delivery/outbox.h"

#include <catch2/catch.hpp>

#include "gateway/delivery/breaker.h"
#include "gateway/delivery/outbox_admin.h"
#include "gateway/delivery/outbox_claim.h"
#include "gateway/delivery/retry.h"
#include "tests/support/test_database.h"

namespace {

OutboxDraft draft(const std::string& chat, const std::string& key, Lane lane = Lane::reporter) {
  OutboxDraft out;
  out.chat = {"app", chat, ChatKind::single};
  out.notice.key = key;
  out.lane = lane;
  return out;
}

struct World {
  TestDatabase database;
  Connection connection{database.settings(), Connection::Queue{true}};  // as the deliverer's
  std::vector<Bucket> buckets;

  std::vector<long long> put(const std::vector<OutboxDraft>& drafts) {
    auto ids = connection.transact([&](Transaction& transaction) { return enqueue(transaction, drafts); });
    REQUIRE(ids);
    return *ids;
  }
  std::vector<OutboxRow> claim(const OutboxClaim& request = {}) {
    auto rows = connection.transact([&](Transaction& transaction) {
      return claim_rows(transaction, request, [&](const Chat&, Lane) { return buckets; });
    });
    REQUIRE(rows);
    return *rows;
  }
  void sql(const std::string& text) {
    REQUIRE(connection.transact([&](Transaction& transaction) { return transaction.run(text); }));
  }
  OutboxEntry entry(long long id) {
    auto found = connection.transact([&](Transaction& transaction) { return outbox_show(transaction, id); });
    REQUIRE(found);
    REQUIRE(*found);
    return **found;
  }
  bool sent(const OutboxRow& row) {
    auto done =
        connection.transact([&](Transaction& transaction) { return record_sent(transaction, row, {}); });
    REQUIRE(done);
    return *done;
  }
};

}  // namespace

TEST_CASE("hundreds of drafts are enqueued in order and keep every field", "[pg]") {
  World world;
  std::vector<OutboxDraft> drafts(300, draft("a", "one"));
  drafts[7].notice.params["words"] = "引号 \" 反斜线 \\ {花括号}, NULL";
  drafts[7].handle = "req-7";
  drafts[7].handle_until = Time{Millis{1700000000123}};
  drafts[7].response_code = "code";
  drafts[7].chat = {"bot", "g", ChatKind::group};
  drafts[7].fallback = {draft("a", "instead")};
  const auto ids = world.put(drafts);
  REQUIRE(ids.size() == 300);
  CHECK(std::is_sorted(ids.begin(), ids.end()));
  const auto rows = world.claim();
  REQUIRE(rows.size() == 2);
  const auto& row = rows[0].chat.account == "bot" ? rows[0] : rows[1];
  CHECK(row.id == ids[7]);
  CHECK(row.notice == drafts[7].notice);
  CHECK(row.handle == "req-7");
  CHECK(row.handle_until == drafts[7].handle_until);
  CHECK(row.updates_code == "code");
  CHECK(row.chat == drafts[7].chat);
  REQUIRE(row.fallback.size() == 1);
  CHECK(row.fallback[0].notice.key == "instead");
}

TEST_CASE("a row being sent holds back the younger rows of its chat and no others", "[pg]") {
  World world;
  world.put({draft("a", "a1"), draft("a", "a2"), draft("b", "b1")});
  const auto first = world.claim();
  REQUIRE(first.size() == 2);
  CHECK(first[0].notice.key == "a1");
  CHECK(first[1].notice.key == "b1");
  CHECK(world.claim().empty());
  CHECK(world.sent(first[0]));
  const auto next = world.claim();
  REQUIRE(next.size() == 1);
  CHECK(next[0].notice.key == "a2");
}

TEST_CASE("not even an urgent row overtakes one of its chat that is being sent", "[pg]") {
  World world;
  world.put({draft("a", "digest", Lane::digest)});
  REQUIRE(world.claim().size() == 1);
  world.put({draft("a", "answer", Lane::answer)});
  CHECK(world.claim().empty());
}

TEST_CASE("urgent lanes go first, within a chat and among chats", "[pg]") {
  World world;
  world.put({draft("a", "digest", Lane::digest), draft("a", "answer", Lane::answer),
             draft("b", "duty", Lane::duty)});
  OutboxClaim one;
  one.most = 1;
  CHECK(world.claim(one).at(0).notice.key == "answer");
  CHECK(world.claim(one).at(0).notice.key == "duty");
}

TEST_CASE("places have their turn one after another and round again, however many rows one of them has",
          "[pg]") {
  World world;
  world.put({draft("a", "a1"), draft("a", "a2"), draft("b", "b1"), draft("c", "c1")});
  OutboxClaim one;
  one.most = 1;
  std::string order;
  for (int i = 0; i < 4; ++i) {
    const auto row = world.claim(one).at(0);
    CHECK(world.sent(row));
    one.after[static_cast<std::size_t>(row.lane)] = outbox_place(row.chat);
    order += row.notice.key + " ";
  }
  CHECK(order == "a1 b1 c1 a2 ");
}

// Within the connection's limit of 5 s, though the planner knows of one busy place only.
TEST_CASE("while two thousand places with ten rows each wait for a platform, another place has its turn",
          "[pg]") {
  World world;
  const auto wait = [&](int rows, int places) {
    world.sql(
        "INSERT INTO outbox (account, chat_id, chat_kind, place, lane, notice, locale, due_at) "
        "SELECT 'bot', 'c' || p, 'single', 'bot/c' || p, 1, '{\"key\":\"one\"}', 'zh-CN', now() + interval "
        "'1 hour' "
        "FROM (SELECT i % " +
        std::to_string(places) + " AS p FROM generate_series(1, " + std::to_string(rows) + ") AS i) AS r");
  };
  wait(5000, 1);
  world.sql("ANALYZE outbox");
  wait(20000, 2000);
  world.put({draft("z", "one")});
  const auto rows = world.claim();
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].chat.id == "z");
}

TEST_CASE("a row waiting for its retry holds its place: the younger does not overtake", "[pg]") {
  World world;
  world.put({draft("a", "a1"), draft("a", "a2")});
  const auto row = world.claim().at(0);
  REQUIRE(world.connection.transact(
      [&](Transaction& transaction) { return record_retry(transaction, row, "busy", Millis{60000}); }));
  CHECK(world.claim().empty());
}

TEST_CASE("after its lease a row is taken over, and the first holder records nothing", "[pg]") {
  World world;
  const auto id = world.put({draft("a", "one")}).at(0);
  const auto zombie = world.claim().at(0);
  CHECK(world.entry(id).attempts == 1);
  world.sql("UPDATE outbox SET leased_until = now() - interval '1 second', due_at = now()");
  const auto heir = world.claim().at(0);
  CHECK(heir.fence > zombie.fence);
  CHECK_FALSE(world.sent(zombie));
  CHECK(world.entry(id).state == "due");
  CHECK(world.sent(heir));
  CHECK(world.entry(id).state == "sent");
}

TEST_CASE("a row whose sending ends the process five times becomes a dead letter", "[pg]") {
  World world;
  const auto id = world.put({draft("a", "poison"), draft("a", "good")}).at(0);
  for (int i = 0; i < 5; ++i) {
    CHECK(world.claim().at(0).id == id);
    world.sql(
        "UPDATE outbox SET leased_until = now() - interval '1 second', due_at = now() WHERE attempts > 0");
  }
  CHECK(world.claim().empty());
  CHECK(world.entry(id).state == "dead");
  CHECK(world.claim().at(0).notice.key == "good");
}

TEST_CASE(
    "rows in hand when a process ended go one at a time, so that one poison does not take its neighbours "
    "along",
    "[pg]") {
  World world;
  world.put({draft("a", "one"), draft("b", "two"), draft("c", "three")});
  CHECK(world.claim().size() == 3);
  world.sql("UPDATE outbox SET leased_until = now() - interval '1 second', due_at = now()");
  for (int i = 0; i < 3; ++i) CHECK(world.claim().size() == 1);
  CHECK(world.claim().empty());
}

TEST_CASE("a stale answer is dropped, not sent", "[pg]") {
  World world;
  auto stale = draft("a", "stale");
  stale.expires_at = Time{Millis{1000}};
  const auto id = world.put({stale}).at(0);
  CHECK(world.claim().empty());
  CHECK(world.entry(id).state == "dropped");
}

TEST_CASE("a dead row's fallback takes its place in the same transaction", "[pg]") {
  World world;
  auto first = draft("a", "direct");
  first.fallback = {draft("group", "instead")};
  const auto id = world.put({first}).at(0);
  const auto row = world.claim().at(0);
  REQUIRE(world.connection.transact(
      [&](Transaction& transaction) { return record_dead(transaction, row, "unreachable"); }));
  CHECK(world.entry(id).state == "superseded");
  const auto next = world.claim();
  REQUIRE(next.size() == 1);
  CHECK(next[0].notice.key == "instead");
}

TEST_CASE("an empty bucket makes a row wait without counting an attempt, also for another connection",
          "[pg]") {
  World world;
  world.buckets = {{"chat/a", 1, 0.01, 0}};
  const auto ids = world.put({draft("a", "a1"), draft("b", "b1")});
  CHECK(world.claim().size() == 1);
  CHECK(world.entry(ids[1]).attempts == 0);
  Connection other(world.database.settings());
  const auto wait =
      other.transact([&](Transaction& transaction) { return take(transaction, world.buckets); });
  REQUIRE(wait);
  CHECK(*wait > Millis{90000});
}

TEST_CASE("tokens are taken from all buckets or from none", "[pg]") {
  World world;
  const std::vector<Bucket> both{{"full", 5, 0.001, 0}, {"empty", 1, 0.001, 0}};
  const auto taken = [&](const std::vector<Bucket>& buckets) {
    return *world.connection.transact([&](Transaction& transaction) { return take(transaction, buckets); });
  };
  CHECK(taken(both) == Millis{0});
  CHECK(taken(both) > Millis{0});
  for (int i = 0; i < 4; ++i) CHECK(taken({both[0]}) == Millis{0});
  CHECK(taken({both[0]}) > Millis{0});
}

TEST_CASE("like messages to a full place become one summary", "[pg]") {
  World world;
  world.buckets = {{"chat/a", 1, 0.01, 0}};
  std::vector<OutboxDraft> drafts;
  for (int i = 0; i < 6; ++i) {
    drafts.push_back(draft("a", "new"));
    drafts.back().merge_key = "tickets";
    drafts.back().notice.mentions = {"p" + std::to_string(i % 2)};
    drafts.back().fallback = {draft("b", "new")};
    drafts.back().notice.params["number"] = std::to_string(i);
  }
  world.put(drafts);
  CHECK(world.claim().at(0).notice.params.at("number") == "0");
  world.sql("UPDATE outbox SET state = 'sent' WHERE attempts > 0");
  CHECK(world.claim().empty());
  world.buckets.clear();
  world.sql("UPDATE outbox SET due_at = now()");
  const auto merged = world.claim();
  REQUIRE(merged.size() == 1);
  CHECK(merged[0].notice.key == "common.merged");
  CHECK(merged[0].notice.items.size() == 5);
  CHECK(merged[0].notice.items[4].at("was_new") == "1");
  CHECK(merged[0].notice.mentions == std::vector<std::string>{"p1", "p0"});
  REQUIRE(merged[0].fallback.size() == 1);
  CHECK(merged[0].fallback[0].notice == merged[0].notice);
}

TEST_CASE("the operator retries a dead letter and drops one for good", "[pg]") {
  World world;
  const auto ids = world.put({draft("a", "one"), draft("b", "two")});
  for (const auto& row : world.claim())
    REQUIRE(world.connection.transact(
        [&](Transaction& transaction) { return record_dead(transaction, row, "81013"); }));
  const auto dead = world.connection.transact(
      [](Transaction& transaction) { return outbox_list(transaction, "dead", 10); });
  REQUIRE(dead);
  REQUIRE(dead->size() == 2);
  CHECK(dead->at(0).last_error == "81013");
  const auto act = [&](auto what) { return *world.connection.transact(what); };
  CHECK(act([&](Transaction& transaction) { return outbox_retry(transaction, ids[0]); }));
  CHECK(act([&](Transaction& transaction) { return outbox_drop(transaction, ids[1], "by hand"); }));
  const auto again = world.claim();
  REQUIRE(again.size() == 1);
  CHECK(again[0].id == ids[0]);
  CHECK_FALSE(act([&](Transaction& transaction) { return outbox_retry(transaction, ids[0]); }));
  CHECK_FALSE(act([&](Transaction& transaction) { return outbox_drop(transaction, ids[0], "being sent"); }));
}

TEST_CASE("no sliding window sees more than the limit", "[limiter]") {
  AccountConfig account;
  account.name = "app";
  account.kind = "wecom_app";
  const std::vector<RateLimit> limits{{"member", "wecom_app", 27, Seconds{60}},
                                      {"chat", "wecom_aibot", 30, Seconds{60}}};
  const auto buckets = buckets_of(limits, account, {"app", "zhang", ChatKind::single}, Lane::reporter);
  REQUIRE(buckets.size() == 1);
  CHECK(buckets[0].most + buckets[0].rate * 60 <= 27.0001);
  CHECK(buckets_of(limits, account, {"app", "zhang", ChatKind::single}, Lane::digest)[0].keep > 0);
}

TEST_CASE("retries wait 1 s to 300 s with half as much jitter, for 24 hours", "[retry]") {
  CHECK(*next_wait(1, Seconds{0}, Seconds{0}, 0) == Millis{500});
  CHECK(*next_wait(1, Seconds{0}, Seconds{0}, 1) == Millis{1500});
  CHECK(*next_wait(40, Seconds{0}, Seconds{0}, 0.5) == Millis{300000});
  CHECK(*next_wait(1, Seconds{60}, Seconds{0}, 0) == Millis{60000});
  CHECK_FALSE(next_wait(3, Seconds{0}, Seconds{24 * 3600}, 0.5));
}

TEST_CASE("five failures in 30 s rest an account for 30 s, then one probe decides", "[breaker]") {
  Breaker breaker;
  const Time start{Millis{1000000}};
  for (int i = 0; i < 4; ++i) breaker.failed("app", start);
  CHECK(breaker.resting(start).empty());
  breaker.failed("app", start);
  CHECK(breaker.resting(start + Seconds{29}) == std::vector<std::string>{"app"});
  CHECK(breaker.resting(start + Seconds{31}).empty());
  breaker.failed("app", start + Seconds{60});
  CHECK_FALSE(breaker.resting(start + Seconds{61}).empty());
  breaker.worked("app");
  CHECK(breaker.resting(start + Seconds{61}).empty());
}
