#include "tests/delivery/deliverer_world.h"

using World = DelivererWorld;

TEST_CASE("where repeats are known, a message without an answer is sent until it is answered", "[pg]") {
  World world;
  for (int i = 0; i < 3; ++i) world.http.script.emplace_back(Error{Kind::internal, "no answer in time"});
  const auto id = world.put("hello");
  const auto deliverer = world.start();
  REQUIRE(world.becomes(id, "sent"));
  CHECK(world.http.all().size() == 4);
  CHECK(world.entry(id).unsure == 3);
  CHECK(world.entry(id).last_verdict == "delivered");
}

TEST_CASE("where repeats are not known, an unanswered message is repeated once, then shown as unknown",
          "[pg]") {
  World world;
  world.forget_repeats();
  for (int i = 0; i < 2; ++i) world.http.script.emplace_back(Error{Kind::internal, "no answer in time"});
  const auto id = world.put("hello");
  const auto next = world.put("next");
  const auto deliverer = world.start();
  REQUIRE(world.soon([&] { return world.entry(id).last_verdict == "unknown"; }));
  CHECK(world.entry(id).state == "due");
  REQUIRE(world.becomes(id, "unknown"));
  CHECK(world.entry(id).unsure == 2);
  REQUIRE(world.becomes(next, "sent"));
  CHECK(world.http.all() == std::vector<std::string>{"t1 hello", "t1 hello", "t1 next"});
  REQUIRE(
      *world.connection.transact([&](Transaction& transaction) { return outbox_retry(transaction, id); }));
  deliverer->wake();
  CHECK(world.becomes(id, "sent"));
}

TEST_CASE("a message that stays unanswered is said another way where there is one", "[pg]") {
  World world;
  world.forget_repeats();
  for (int i = 0; i < 2; ++i) world.http.script.emplace_back(Error{Kind::internal, "no answer in time"});
  const auto id = world.put("direct", "in the group");
  const auto deliverer = world.start();
  REQUIRE(world.becomes(id, "superseded"));
  REQUIRE(world.soon([&] { return world.http.all().size() == 3; }));
  CHECK(world.http.all()[2] == "t1 in the group");
}

TEST_CASE("a repeat whose identity the platform has had already is delivered", "[pg]") {
  World world;
  world.http.script = {Error{Kind::internal, "no answer in time"}, says("seen")};
  const auto id = world.put("one|two");
  const auto deliverer = world.start();
  REQUIRE(world.becomes(id, "sent"));
  CHECK(world.http.all() == std::vector<std::string>{"t1 one", "t1 one", "t1 two"});
}

TEST_CASE("an identity used before our first attempt is a dead letter", "[pg]") {
  World world;
  world.http.script = {says("seen")};
  const auto id = world.put("hello");
  const auto deliverer = world.start();
  REQUIRE(world.becomes(id, "dead"));
  CHECK(world.entry(id).last_error == "seen");
}

TEST_CASE("an answer that came too late for its handle is pushed, and the handle not tried again", "[pg]") {
  World world;
  world.http.script = {says("lapsed"), says("busy")};
  OutboxDraft draft;
  draft.chat = {"app", "zhang", ChatKind::single};
  draft.notice.key = "hello";
  draft.handle = "req";
  draft.handle_until = Time{Millis{4102444800000}};
  const auto id = world.enqueue_all({draft}).front();
  const auto deliverer = world.start();
  REQUIRE(world.becomes(id, "sent"));
  CHECK(world.http.all() == std::vector<std::string>{"t1@req hello", "t1 hello", "t1 hello"});
}

TEST_CASE("a handle found spent after an attempt that nobody answered was spent by that attempt", "[pg]") {
  World world;
  world.http.script = {Error{Kind::internal, "no answer in time"}, says("lapsed")};
  OutboxDraft draft;
  draft.chat = {"app", "zhang", ChatKind::single};
  draft.notice.key = "one|two";
  draft.handle = "url";
  draft.handle_until = Time{Millis{4102444800000}};
  const auto id = world.enqueue_all({draft}).front();
  const auto deliverer = world.start();
  REQUIRE(world.becomes(id, "sent"));
  CHECK(world.http.all() == std::vector<std::string>{"t1@url one", "t1@url one", "t1@url two"});
}

TEST_CASE("what serves once is repeated until it is answered, and not said another way", "[pg]") {
  World world;
  world.forget_repeats();
  for (int i = 0; i < 3; ++i) world.http.script.emplace_back(Error{Kind::internal, "no answer in time"});
  world.http.script.push_back(says("lapsed"));
  OutboxDraft draft;
  draft.chat = {"app", "zhang", ChatKind::single};
  draft.notice.key = "hello";
  draft.handle = "url";
  draft.handle_until = Time{Millis{4102444800000}};
  draft.fallback.emplace_back();
  draft.fallback[0].chat = {"app", "group", ChatKind::group};
  draft.fallback[0].notice.key = "in the group";
  const auto id = world.enqueue_all({draft}).front();
  const auto deliverer = world.start();
  REQUIRE(world.becomes(id, "sent"));
  CHECK(world.http.all() == std::vector<std::string>(4, "t1@url hello"));
}

TEST_CASE("what lapsed and cannot be pushed is dead, with both reasons", "[pg]") {
  World world;
  world.http.script = {says("lapsed")};
  const auto id = world.put("hello");
  const auto deliverer = world.start();
  REQUIRE(world.becomes(id, "dead"));
  CHECK(world.entry(id).last_error == "lapsed");
}

TEST_CASE("forty new tickets within a minute are few messages to the team, and every number is named",
          "[pg]") {
  World world;
  world.limits = {{"chat", "wecom_app", 20, Seconds{6}}};
  std::vector<OutboxDraft> drafts;
  for (int i = 0; i < 40; ++i) {
    OutboxDraft draft;
    draft.chat = {"app", "team", ChatKind::group};
    draft.lane = Lane::duty;
    draft.notice.key = "ticket.card.new";
    draft.notice.params["number"] = std::to_string(1001 + i);
    draft.merge_key = "ticket.card/";
    drafts.push_back(draft);
  }
  world.enqueue_all(drafts);
  const auto deliverer = world.start();
  const auto named = [&](int number) {
    for (const auto& message : world.http.all())
      if (message.find("#" + std::to_string(number)) != std::string::npos) return true;
    return false;
  };
  REQUIRE(world.soon([&] {
    for (int i = 0; i < 40; ++i)
      if (!named(1001 + i)) return false;
    return true;
  }));
  CHECK(world.http.all().size() <= 10);
  CHECK(world.http.all().back().find("common.merged") != std::string::npos);
}
