#include "gateway/delivery/token.h"

#include <atomic>
#include <catch2/catch.hpp>
#include <thread>

#include "tests/support/test_database.h"

namespace {

struct World {
  TestDatabase database;
  Connection connection{database.settings()};
  std::atomic<int> fetched{0};
  FetchToken fetch = [this](const std::string&) -> Result<FreshToken> {
    return FreshToken{Secret("t" + std::to_string(++fetched)), Seconds{7200}};
  };
  std::function<double()> dice = [] { return 0.5; };
};

}  // namespace

TEST_CASE("many threads of two gateways make one refresh", "[pg]") {
  World world;
  Tokens one(world.fetch, world.dice), two(world.fetch, world.dice);
  std::vector<std::string> got(16);
  std::vector<std::jthread> threads;
  for (std::size_t i = 0; i < got.size(); ++i)
    threads.emplace_back([&, i] {
      Connection mine(world.database.settings());
      const auto token = (i % 2 == 0 ? one : two).get(mine, "app");
      got[i] = token ? token->reveal() : token.error().text;
    });
  threads.clear();
  CHECK(world.fetched == 1);
  for (const auto& token : got) CHECK(token == "t1");
}

TEST_CASE("a refusal of an older token does not forget the newer one", "[pg]") {
  World world;
  Tokens one(world.fetch, world.dice), two(world.fetch, world.dice);
  const auto old = one.get(world.connection, "app");
  REQUIRE(old);
  one.refused(world.connection, "app", *old);
  CHECK(one.get(world.connection, "app")->reveal() == "t2");
  two.refused(world.connection, "app", *old);
  CHECK(two.get(world.connection, "app")->reveal() == "t2");
  CHECK(world.fetched == 2);
}

TEST_CASE("a token that is always refused is refreshed three times in ten minutes, then the account rests",
          "[pg]") {
  World world;
  Tokens tokens(world.fetch, world.dice);
  for (int i = 0; i < 10; ++i)
    if (const auto token = tokens.get(world.connection, "app"))
      tokens.refused(world.connection, "app", *token);
  CHECK(world.fetched == 3);
  CHECK_FALSE(tokens.get(world.connection, "app"));
}

TEST_CASE("a failed refresh gives the lease back: the next one asks again", "[pg]") {
  World world;
  int calls = 0;
  Tokens tokens(
      [&](const std::string&) -> Result<FreshToken> {
        if (++calls == 1) return Error{Kind::try_later, "busy"};
        return FreshToken{Secret("good"), Seconds{7200}};
      },
      world.dice);
  CHECK_FALSE(tokens.get(world.connection, "app"));
  CHECK(tokens.get(world.connection, "app")->reveal() == "good");
}

TEST_CASE("gateways that end in the middle of a refresh do not make the account rest", "[pg]") {
  World world;
  const auto run = [&](const char* sql) {
    REQUIRE(
        world.connection.transact([&](Transaction& transaction) { return transaction.run(sql).affected; }));
  };
  run("INSERT INTO token (account, lease_until, fence, window_at, window_count) "
      "VALUES ('app', now() - interval '1 second', 1, now(), 2)");
  Tokens tokens(world.fetch, world.dice);
  CHECK(tokens.get(world.connection, "app"));
  run("UPDATE token SET value = '', expires_at = '-infinity', lease_until = now() - interval '1 second'");
  Tokens after(world.fetch, world.dice);
  CHECK(after.get(world.connection, "app"));
}
