#include "gateway/delivery/presence.h"

#include <atomic>
#include <catch2/catch.hpp>
#include <thread>

#include "gateway/delivery/inbox.h"
#include "gateway/delivery/outbox_admin.h"
#include "gateway/delivery/outbox_claim.h"
#include "tests/support/test_database.h"

namespace {

template <class Holds>
bool soon(Holds holds, Millis limit = Seconds{10}) {
  const auto until = std::chrono::steady_clock::now() + limit;
  while (!holds()) {
    if (std::chrono::steady_clock::now() > until) return false;
    std::this_thread::sleep_for(Millis{5});
  }
  return true;
}

struct World {
  TestDatabase database;
  Connection connection{database.settings()};
  std::atomic<int> woken{0};
  Presence::Settings settings() { return {database.settings(), Millis{50}, Millis{200}, Millis{20}}; }
  void sql(const std::string& text) {
    REQUIRE(connection.transact([&](Transaction& transaction) { return transaction.run(text); }));
  }
  long long leased(const std::string& worker) {
    OutboxDraft draft;
    draft.chat = {"app", worker, ChatKind::single};
    const auto id = connection.transact([&](Transaction& transaction) {
      const auto ids = enqueue(transaction, {draft});
      OutboxClaim claim;
      claim.worker = worker;
      claim_rows(transaction, claim, [](const Chat&, Lane) { return std::vector<Bucket>{}; });
      transaction.run(
          "INSERT INTO conversation (key, worker, leased_until) VALUES ($1, $1 || '/0', now() + interval '1 "
          "minute')",
          {worker});
      return ids.at(0);
    });
    REQUIRE(id);
    return *id;
  }
  bool is_free(const std::string& worker) {
    const auto rows = connection.transact([&](Transaction& transaction) {
      return transaction.run(
          "SELECT (SELECT leased_until <= now() FROM outbox WHERE chat_id = $1) AND "
          "(SELECT leased_until <= now() FROM conversation WHERE key = $1) AS free",
          {worker});
    });
    REQUIRE(rows);
    return (*rows)[0].flag("free");
  }
};

}  // namespace

TEST_CASE("every gateway has a name of its own, also two on one host and port", "[pg]") {
  World world;
  const Presence one(world.settings(), [] {}), two(world.settings(), [] {});
  CHECK(one.name() != two.name());
  CHECK(one.name().find('/') == std::string::npos);
}

TEST_CASE("a word from one gateway wakes another at once", "[pg]") {
  World world;
  auto patient = world.settings();
  patient.listen = Seconds{5};
  Presence hearing(patient, [&] { ++world.woken; });
  Presence telling(world.settings(), [] {});
  std::this_thread::yield();
  const auto start = std::chrono::steady_clock::now();
  REQUIRE(soon([&] {
    telling.tell();
    return world.woken > 0;
  }));
  CHECK(std::chrono::steady_clock::now() - start < Seconds{2});
}

TEST_CASE("a retry by hand wakes the gateways", "[pg]") {
  World world;
  Presence hearing(world.settings(), [&] { ++world.woken; });
  REQUIRE(soon([&] {
    REQUIRE(world.connection.transact([](Transaction& transaction) { return outbox_retry(transaction, 1); }));
    return world.woken > 0;
  }));
}

TEST_CASE("the leases of a gateway that is gone are taken back, those of a living one are not", "[pg]") {
  World world;
  Presence living(world.settings(), [] {});
  auto dead = std::make_unique<Presence>(world.settings(), [] {});
  const auto gone = dead->name();
  world.leased(living.name());
  world.leased(gone);
  const Presence other(world.settings(), [] {});
  CHECK_FALSE(world.is_free(gone));
  dead.reset();
  CHECK(soon([&] { return world.is_free(gone); }));
  CHECK_FALSE(world.is_free(living.name()));
}

TEST_CASE("a gateway that starts frees at once what its killed predecessor held", "[pg]") {
  World world;
  world.leased("host:1:1");
  const Presence heir(world.settings(), [] {});
  CHECK(world.is_free("host:1:1"));
}
