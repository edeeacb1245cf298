#include "handlers/intake/plain_ids.h"

#include <atomic>
#include <catch2/catch.hpp>

#include "gateway/delivery/inbound_json.h"
#include "handlers/intake/person_store.h"
#include "tests/support/small_desk.h"
#include "tests/support/test_database.h"

namespace {

const std::string open_id = "woAJ2GCAAAXtWyujaWJHDDGi0mACH71w";

Directory company() { return Directory(small_desk()); }

void arrive(Connection& connection, const std::string& contact, const std::string& text) {
  Inbound message;
  message.account = "bot";
  message.contact = contact;
  message.text = text;
  const auto key = company().conversation_of(message);
  CHECK(connection.transact([&](Transaction& transaction) {
    transaction.run("INSERT INTO conversation (key) VALUES ($1) ON CONFLICT DO NOTHING", {key});
    transaction.run(
        "INSERT INTO inbox (conversation, account, external_id, trace, message) VALUES ($1, 'bot', $2, 't', "
        "$3)",
        {key, text, to_json(message)});
    return Done{};
  }));
}

std::vector<Claim> claimed(Connection& connection) {
  ClaimRequest request;
  request.worker = "one/0";
  auto claims = connection.transact(
      [&](Transaction& transaction) { return claim_conversations(transaction, request); });
  REQUIRE(claims);
  return *claims;
}

std::function<Time()> clock_of() {
  return [] { return std::chrono::time_point_cast<Millis>(std::chrono::system_clock::now()); };
}

AskBook::Settings patient() {
  AskBook::Settings settings;
  settings.patience = Millis{5000};
  return settings;
}

}  // namespace

TEST_CASE("only what may be an open id is asked about") {
  CHECK(may_be_open(open_id));
  CHECK_FALSE(may_be_open("lilei"));
  CHECK_FALSE(may_be_open("li.lei.of.the.first.branch@example"));
}

TEST_CASE("messages under an open id go, in order, to the conversation of the person whose it is", "[pg]") {
  TestDatabase database;
  Connection connection(database.settings());
  arrive(connection, open_id, "one");
  arrive(connection, open_id, "two");
  arrive(connection, "hanmeimei", "three");
  std::atomic<int> asked{0};
  PlainIds ids(
      patient(),
      [&](const std::string& org, const std::string& id) -> Result<std::string> {
        ++asked;
        CHECK(org == "corp");
        CHECK(id == open_id);
        return std::string("LiLei");
      },
      clock_of());
  auto claims = claimed(connection);
  REQUIRE(claims.size() == 2);
  ids.settle(connection, claims, company());
  REQUIRE(claims.size() == 1);
  CHECK(claims[0].conversation == "corp/hanmeimei");
  auto own = claimed(connection);
  REQUIRE(own.size() == 1);
  CHECK(own[0].conversation == "corp/lilei");
  REQUIRE(own[0].messages.size() == 2);
  CHECK(own[0].messages[0].message.text == "one");
  CHECK(own[0].messages[1].message.text == "two");
  CHECK(own[0].messages[0].message.contact == "LiLei");
  arrive(connection, open_id, "four");
  auto later = claimed(connection);
  ids.settle(connection, later, company());
  CHECK(later.empty());
  CHECK(asked == 1);
}

TEST_CASE("who cannot be asked about stays their open id", "[pg]") {
  TestDatabase database;
  Connection connection(database.settings());
  arrive(connection, open_id, "one");
  PlainIds ids(
      patient(),
      [](const std::string&, const std::string&) -> Result<std::string> {
        return Error{Kind::try_later, "gone"};
      },
      clock_of());
  auto claims = claimed(connection);
  ids.settle(connection, claims, company());
  REQUIRE(claims.size() == 1);
  CHECK(claims[0].messages.front().message.contact == open_id);
}

namespace {

/// The platform as one answer; counts.
struct OneAnswer : Http {
  int sent = 0;
  std::string body;
  Result<HttpResponse> send(const HttpRequest& request, Millis) override {
    ++sent;
    CHECK(request.body.find(open_id) != std::string::npos);
    HttpResponse response;
    response.body = body;
    return response;
  }
};

}  // namespace

TEST_CASE("an open id is asked of the platform once; that it is nobody's is kept for a while", "[pg]") {
  TestDatabase database;
  Connection connection(database.settings());
  Tokens tokens(
      [](const std::string&) {
        return FreshToken{Secret("t"), Seconds{7200}};
      },
      [] { return 0.5; });
  OneAnswer http;
  const auto ask = [&] { return plain_id(connection, company(), tokens, http, "corp", open_id); };
  http.body = R"({"errcode":0,"userid_list":[],"invalid_open_userid_list":[")" + open_id + R"("]})";
  for (int round = 0; round < 2; ++round) CHECK(ask().error().kind == Kind::not_found);
  CHECK(http.sent == 1);
  CHECK(connection.transact([](Transaction& transaction) {
    transaction.run("UPDATE open_userid SET asked_at = asked_at - interval '11 minutes'");
    return Done{};
  }));
  http.body = R"({"errcode":0,"userid_list":[{"open_userid":")" + open_id + R"(","userid":"lilei"}]})";
  for (int round = 0; round < 2; ++round) CHECK(*ask() == "lilei");
  CHECK(http.sent == 2);
}
