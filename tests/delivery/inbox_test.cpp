#include "gateway/delivery/inbox.h"

#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>
#include <future>

#include "tests/support/test_database.h"

namespace {

Inbound said(const std::string& id, const std::string& contact, const std::string& text) {
  Inbound message;
  message.account = "bot";
  message.external_id = id;
  message.contact = contact;
  message.text = text;
  return message;
}

std::string by_contact(const Inbound& message) { return "org/" + message.contact; }

void commit(InboxWriter& writer, std::vector<Inbound> messages) {
  auto done = std::make_shared<std::promise<bool>>();
  auto answer = done->get_future();
  REQUIRE(writer.offer(std::move(messages),
                       [done](const Result<Done>& result) { done->set_value(static_cast<bool>(result)); }));
  REQUIRE(answer.wait_for(std::chrono::seconds(10)) == std::future_status::ready);
  REQUIRE(answer.get());
}

std::vector<Claim> claim(Connection& connection, ClaimRequest request = {}) {
  auto claims = connection.transact(
      [&](Transaction& transaction) { return claim_conversations(transaction, request); });
  REQUIRE(claims);
  return *claims;
}

void finish(Connection& connection, const Claim& claim, std::optional<Time> wake_at = {}) {
  REQUIRE(connection.transact([&](Transaction& transaction) {
    finish_claims(transaction, {{&claim, "{\"n\":1}", wake_at}});
    return Done{};
  }));
}

bool held(Connection& connection, const Claim& claim) {
  const auto answer =
      connection.transact([&](Transaction& transaction) { return hold_claims(transaction, {claim}); });
  REQUIRE(answer);
  return answer->front();
}

void expire_leases(Connection& connection) {
  REQUIRE(connection.transact([](Transaction& transaction) {
    return transaction.run("UPDATE conversation SET leased_until = '-infinity'");
  }));
}

}  // namespace

TEST_CASE("a message handed over twice is kept once, in one batch or in two", "[pg]") {
  const TestDatabase database;
  InboxWriter writer({database.settings()}, by_contact);
  commit(writer, {said("m1", "li", "股票交易不了"), said("m1", "li", "股票交易不了")});
  commit(writer, {said("m1", "li", "股票交易不了")});
  commit(writer, {said("m2", "li", "股票交易不了")});
  Connection connection(database.settings());
  const auto claims = claim(connection);
  REQUIRE(claims.size() == 1);
  CHECK(claims[0].messages.size() == 2);
}

TEST_CASE("one conversation is taken by one worker at a time, oldest message first", "[pg]") {
  const TestDatabase database;
  InboxWriter writer({database.settings()}, by_contact);
  commit(writer, {said("m2", "li", "第一句"), said("m1", "li", "第二句"), said("m3", "wang", "你好")});
  Connection first(database.settings()), second(database.settings());
  const auto claims = claim(first);
  REQUIRE(claims.size() == 2);
  CHECK(claim(second).empty());
  for (const auto& taken : claims)
    if (taken.conversation == "org/li") {
      CHECK(taken.messages[0].message.text == "第一句");
      CHECK(taken.messages[1].message.text == "第二句");
    }
}

TEST_CASE("a worker that lost its lease holds nothing any more", "[pg]") {
  const TestDatabase database;
  InboxWriter writer({database.settings()}, by_contact);
  commit(writer, {said("m1", "li", "在吗")});
  Connection zombie(database.settings()), other(database.settings());
  const auto old = claim(zombie);
  expire_leases(other);
  const auto fresh = claim(other);
  REQUIRE(fresh.size() == 1);
  CHECK(fresh[0].fence > old[0].fence);
  CHECK_FALSE(held(zombie, old[0]));
  CHECK(held(other, fresh[0]));
}

TEST_CASE("a finished conversation keeps its dialog and comes back only with something new", "[pg]") {
  const TestDatabase database;
  InboxWriter writer({database.settings()}, by_contact);
  commit(writer, {said("m1", "li", "在吗")});
  Connection connection(database.settings());
  finish(connection, claim(connection).at(0));
  CHECK(claim(connection).empty());
  commit(writer, {said("m2", "li", "还是不行")});
  const auto again = claim(connection);
  REQUIRE(again.size() == 1);
  CHECK(again[0].dialog == "{\"n\":1}");
  CHECK(again[0].attempts == 1);
}

TEST_CASE("a timer that is due is claimed without a message, one in the future is not", "[pg]") {
  const TestDatabase database;
  InboxWriter writer({database.settings()}, by_contact);
  commit(writer, {said("m1", "li", "在吗"), said("m2", "wang", "在吗")});
  Connection connection(database.settings());
  const auto claims = claim(connection);
  REQUIRE(claims.size() == 2);
  const auto now = std::chrono::floor<Millis>(std::chrono::system_clock::now());
  finish(connection, claims[0], now - std::chrono::seconds(1));
  finish(connection, claims[1], now + std::chrono::hours(1));
  const auto due = claim(connection);
  REQUIRE(due.size() == 1);
  CHECK(due[0].conversation == claims[0].conversation);
  CHECK(due[0].timer_due);
  CHECK(due[0].messages.empty());
}

TEST_CASE("a message that ends its worker five times is set aside, and the next one goes on", "[pg]") {
  const TestDatabase database;
  InboxWriter writer({database.settings()}, by_contact);
  commit(writer, {said("poison", "li", "?"), said("good", "li", "股票交易不了")});
  Connection connection(database.settings());
  for (int i = 0; i < 5; ++i) {
    const auto taken = claim(connection);
    REQUIRE(taken.size() == 1);
    CHECK(taken[0].messages.at(0).message.external_id == "poison");
    expire_leases(connection);
  }
  const auto parked = claim(connection);
  REQUIRE(parked.size() == 1);
  CHECK(parked[0].messages.empty());
  finish(connection, parked[0]);
  const auto next = claim(connection);
  REQUIRE(next.size() == 1);
  CHECK(next[0].messages.at(0).message.external_id == "good");
  const auto dead =
      connection.transact([](Transaction& transaction) { return inbox_list(transaction, "dead", 10); });
  REQUIRE(dead);
  REQUIRE(dead->size() == 1);
  CHECK((*dead)[0].error.find("5 times") != std::string::npos);
}

TEST_CASE("a timer that fails five times is taken off, told of once, and the dialog stays", "[pg]") {
  const TestDatabase database;
  InboxWriter writer({database.settings()}, by_contact);
  commit(writer, {said("m1", "li", "在吗")});
  Connection connection(database.settings());
  finish(connection, claim(connection).at(0), Time{Millis{1000}});
  std::vector<Parked> told;
  ClaimRequest request;
  request.parked = [&](Transaction&, const Parked& parked) { told.push_back(parked); };
  for (int i = 0; i < 5; ++i) {
    REQUIRE(claim(connection, request).size() == 1);
    expire_leases(connection);
  }
  CHECK(told.empty());
  CHECK(claim(connection, request).empty());
  CHECK(claim(connection, request).empty());
  REQUIRE(told.size() == 1);
  CHECK(told[0].conversation == "org/li");
  CHECK(told[0].id == 0);
  commit(writer, {said("m2", "li", "还在吗")});
  const auto again = claim(connection, request);
  REQUIRE(again.size() == 1);
  CHECK(again[0].attempts == 1);
  CHECK(again[0].dialog == "{\"n\":1}");
}

TEST_CASE("those that only shared a batch with what ends the worker are not set aside with it", "[pg]") {
  const TestDatabase database;
  InboxWriter writer({database.settings()}, by_contact);
  std::vector<Inbound> many;
  for (int i = 0; i < 30; ++i)
    many.push_back(said("m" + std::to_string(i), "person" + std::to_string(i), "股票交易不了"));
  commit(writer, many);
  Connection connection(database.settings());
  for (int i = 0; i < 60; ++i) {
    const auto claims = claim(connection);
    if (claims.empty()) break;
    const bool poisoned = std::any_of(claims.begin(), claims.end(), [](const Claim& one) {
      return !one.messages.empty() && one.messages[0].message.external_id == "m7";
    });
    if (poisoned)
      expire_leases(connection);
    else
      for (const auto& one : claims) finish(connection, one);
  }
  const auto dead =
      connection.transact([](Transaction& transaction) { return inbox_list(transaction, "dead", 50); });
  REQUIRE(dead);
  CHECK(dead->size() == 1);
  const auto waiting =
      connection.transact([](Transaction& transaction) { return inbox_list(transaction, "waiting", 50); });
  REQUIRE(waiting);
  CHECK(waiting->empty());
}

TEST_CASE("a finished turn holds nothing any more: done in doubt, it is not done again", "[pg]") {
  const TestDatabase database;
  InboxWriter writer({database.settings()}, by_contact);
  commit(writer, {said("m1", "li", "在吗")});
  Connection connection(database.settings());
  const auto claims = claim(connection);
  finish(connection, claims.at(0));
  CHECK_FALSE(held(connection, claims.at(0)));
}

TEST_CASE("whoever parks a message tells of it once, in the same transaction", "[pg]") {
  const TestDatabase database;
  InboxWriter writer({database.settings()}, by_contact);
  commit(writer, {said("poison", "li", "?")});
  Connection connection(database.settings());
  std::vector<Parked> told;
  ClaimRequest request;
  request.most_attempts = 0;
  request.parked = [&](Transaction& transaction, const Parked& parked) {
    told.push_back(parked);
    transaction.run("INSERT INTO bucket (key, tokens, updated_at) VALUES ('told', 1, now())");
  };
  const auto abandoned = connection.transact([&](Transaction& transaction) {
    claim_conversations(transaction, request);
    throw std::runtime_error("the process ends here");
    return 0;
  });
  CHECK_FALSE(abandoned);
  const auto traces = connection.transact([](Transaction& transaction) {
    return transaction.run(
        "SELECT (SELECT count(*) FROM bucket) AS told, (SELECT state FROM inbox) AS state");
  });
  CHECK((*traces)[0].number("told") == 0);
  CHECK((*traces)[0].text("state") == "waiting");
  claim(connection, request);
  expire_leases(connection);
  claim(connection, request);
  REQUIRE(told.size() == 2);  // the abandoned one left nothing behind
  CHECK(told[1].account == "bot");
  CHECK(told[1].id == told[0].id);
  REQUIRE(told[1].message);
  CHECK(told[1].message->text == "?");
}

TEST_CASE("a message that cannot be read is parked, and told of without its words", "[pg]") {
  const TestDatabase database;
  InboxWriter writer({database.settings()}, by_contact);
  commit(writer, {said("m1", "li", "?")});
  Connection connection(database.settings());
  REQUIRE(connection.transact(
      [](Transaction& transaction) { return transaction.run("UPDATE inbox SET message = '{'"); }));
  std::vector<Parked> told;
  ClaimRequest request;
  request.parked = [&](Transaction&, const Parked& parked) { told.push_back(parked); };
  claim(connection, request);
  REQUIRE(told.size() == 1);
  CHECK_FALSE(told[0].message);
  CHECK(told[0].account == "bot");
}

TEST_CASE("a dead message can be replayed", "[pg]") {
  const TestDatabase database;
  InboxWriter writer({database.settings()}, by_contact);
  commit(writer, {said("m1", "li", "在吗")});
  Connection connection(database.settings());
  const auto id = claim(connection).at(0).messages.at(0).id;
  REQUIRE(connection.transact([&](Transaction& transaction) {
    return transaction.run("UPDATE inbox SET state = 'dead' WHERE id = $1::bigint", {std::to_string(id)});
  }));
  expire_leases(connection);
  CHECK(claim(connection).empty());
  const auto replayed =
      connection.transact([&](Transaction& transaction) { return inbox_replay(transaction, id); });
  REQUIRE(replayed);
  CHECK(*replayed);
  CHECK(claim(connection).size() == 1);
}

TEST_CASE("a full inbox refuses at once", "[pg]") {
  const TestDatabase database;
  InboxWriter::Settings settings{database.settings()};
  settings.queue = 0;
  InboxWriter writer(settings, by_contact);
  CHECK_FALSE(writer.offer({said("m1", "li", "在吗")}, [](const Result<Done>&) {}));
}

TEST_CASE("without a database the answer is try later, in time", "[pg]") {
  InboxWriter::Settings settings{"host=/nonexistent dbname=none"};
  settings.patience = Millis{200};
  InboxWriter writer(settings, by_contact);
  auto done = std::make_shared<std::promise<Kind>>();
  auto answer = done->get_future();
  const auto start = std::chrono::steady_clock::now();
  REQUIRE(writer.offer({said("m1", "li", "在吗")}, [done](const Result<Done>& result) {
    done->set_value(result ? Kind::bad_input : result.error().kind);
  }));
  REQUIRE(answer.wait_for(std::chrono::seconds(5)) == std::future_status::ready);
  CHECK(answer.get() == Kind::try_later);
  CHECK(std::chrono::steady_clock::now() - start < Millis{800});
}

TEST_CASE("keeping house leaves what waits and makes partitions ahead", "[pg]") {
  const TestDatabase database;
  InboxWriter writer({database.settings()}, by_contact);
  commit(writer, {said("m1", "li", "在吗")});
  Connection connection(database.settings());
  REQUIRE(connection.transact([](Transaction& transaction) {
    inbox_keep(transaction);
    return Done{};
  }));
  CHECK(claim(connection).size() == 1);
}
