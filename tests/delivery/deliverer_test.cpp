#include "tests/delivery/deliverer_world.h"

using World = DelivererWorld;

TEST_CASE("messages to one person arrive in the order they were said, with one token", "[pg]") {
  World world;
  std::vector<long long> ids;
  for (const auto* words : {"1", "2", "3", "4", "5"}) ids.push_back(world.put(words));
  const auto deliverer = world.start();
  REQUIRE(world.becomes(ids.back(), "sent"));
  CHECK(world.http.all() == std::vector<std::string>{"t1 1", "t1 2", "t1 3", "t1 4", "t1 5"});
  CHECK(world.fetched == 1);
}

TEST_CASE("a refused token is replaced and the call made again at once", "[pg]") {
  World world;
  world.http.script = {says("token")};
  const auto id = world.put("hello");
  const auto deliverer = world.start();
  REQUIRE(world.becomes(id, "sent"));
  CHECK(world.http.all() == std::vector<std::string>{"t1 hello", "t2 hello"});
  CHECK(world.entry(id).attempts == 1);
}

TEST_CASE("a retry of a long message goes on with the first part that was not delivered", "[pg]") {
  World world;
  world.http.script = {says("ok"), says("busy")};
  const auto id = world.put("one|two|three");
  const auto deliverer = world.start();
  REQUIRE(world.becomes(id, "sent"));
  CHECK(world.http.all() == std::vector<std::string>{"t1 one", "t1 two", "t1 two", "t1 three"});
}

TEST_CASE("a token refused in the middle of a long message repeats no part", "[pg]") {
  World world;
  world.http.script = {says("ok"), says("token")};
  const auto id = world.put("one|two");
  const auto deliverer = world.start();
  REQUIRE(world.becomes(id, "sent"));
  CHECK(world.http.all() == std::vector<std::string>{"t1 one", "t1 two", "t2 two"});
}

TEST_CASE("an unknown result is sent again: at least once", "[pg]") {
  World world;
  world.http.script = {Error{Kind::internal, "no answer in time"}};
  const auto id = world.put("hello");
  const auto deliverer = world.start();
  REQUIRE(world.becomes(id, "sent"));
  CHECK(world.http.all().size() == 2);
  CHECK(world.entry(id).attempts == 2);
}

TEST_CASE("a person who was not reached is told in the group instead", "[pg]") {
  World world;
  world.http.script = {says("missed")};
  const auto id = world.put("direct", "in the group");
  const auto deliverer = world.start();
  REQUIRE(world.becomes(id, "superseded"));
  CHECK(world.missed == 1);
  REQUIRE(world.soon([&] { return world.http.all().size() == 2; }));
  CHECK(world.http.all()[1] == "t1 in the group");
}

TEST_CASE("what can never be delivered is a dead letter with its reason, and holds back nobody", "[pg]") {
  World world;
  world.http.script = {says("dead")};
  const auto refused = world.put("refused");
  const auto wordless = world.put("unknown");
  const auto good = world.put("good");
  const auto deliverer = world.start();
  REQUIRE(world.becomes(good, "sent"));
  CHECK(world.entry(refused).state == "dead");
  CHECK(world.entry(refused).last_error == "dead");
  CHECK(world.entry(wordless).state == "dead");
  CHECK(world.http.all().size() == 2);
}

TEST_CASE("told too often, the place rests until the platform's time", "[pg]") {
  World world;
  world.limits = {{"member", "wecom_app", 27, Seconds{60}}};
  world.http.script = {says("often")};
  const auto id = world.put("hello");
  const auto deliverer = world.start();
  REQUIRE(world.soon([&] { return !world.entry(id).last_error.empty(); }));
  const auto state = world.connection.transact([](Transaction& transaction) {
    return transaction.run(
        "SELECT (SELECT extract(epoch FROM due_at - now())::int FROM outbox) AS wait, (SELECT "
        "tokens::int FROM bucket) AS tokens");
  });
  REQUIRE(state);
  CHECK((*state)[0].number("wait") >= 50);
  CHECK((*state)[0].number("tokens") <= 1);
}

TEST_CASE("rates that change while it runs count for what is sent from then on", "[pg]") {
  World world;
  const auto first = world.put("1");
  const auto deliverer = world.start();
  REQUIRE(world.becomes(first, "sent"));
  deliverer->limit({{"member", "wecom_app", 1, Seconds{36000}}});
  REQUIRE(deliverer->limits().size() == 1);
  const auto second = world.put("2"), third = world.put("3");
  REQUIRE(world.becomes(second, "sent"));
  CHECK(world.soon([&] {
    const auto waits = world.connection.transact([&](Transaction& transaction) {
      return transaction.run(
          "SELECT count(*) AS n FROM outbox WHERE id = $1 AND due_at > now() + interval '1 hour'",
          {std::to_string(third)});
    });
    return waits && (*waits)[0].number("n") == 1;
  }));
  CHECK(world.http.all().size() == 2);
}

TEST_CASE("a wrong configuration stops the account, not the message", "[pg]") {
  World world;
  world.http.script = {says("alarm")};
  const auto id = world.put("hello");
  const auto deliverer = world.start();
  REQUIRE(world.soon([&] { return world.entry(id).last_error == "alarm"; }));
  const auto other = world.put("next");
  deliverer->wake();
  CHECK_FALSE(world.soon([&] { return world.http.all().size() > 1; }, Millis{1500}));
  CHECK(world.entry(id).state == "due");
  CHECK(world.entry(other).attempts == 0);
}

TEST_CASE("two deliverers of one database send each message once", "[pg]") {
  World world;
  std::vector<long long> ids;
  for (int i = 0; i < 30; ++i) ids.push_back(world.put(std::to_string(i)));
  const auto one = world.start();
  const auto two = world.start();
  REQUIRE(world.becomes(ids.back(), "sent"));
  CHECK(world.http.all().size() == 30);
  CHECK(world.fetched == 1);
}
