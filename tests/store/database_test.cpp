#include "gateway/store/database.h"

#include <catch2/catch.hpp>

#include "gateway/store/migrate.h"
#include "tests/support/test_database.h"

TEST_CASE("parameters and columns keep NULL, quotes and Chinese as they are", "[pg]") {
  const TestDatabase database;
  Connection connection(database.settings());
  const auto rows = connection.transact([](Transaction& transaction) {
    return transaction.run("SELECT $1::text AS name, $2::text AS nothing, $3::text[] AS list",
                           {"王'敏\"", std::nullopt, text_array({"a\"b", "c\\d", "", "逗,号"})});
  });
  REQUIRE(rows);
  CHECK((*rows)[0].text("name") == "王'敏\"");
  CHECK((*rows)[0].cell("nothing") == std::nullopt);
  const auto list = connection.transact([&](Transaction& transaction) {
    return transaction.run("SELECT unnest($1::text[]) AS item", {(*rows)[0].text("list")});
  });
  REQUIRE(list);
  CHECK((*list)[1].text("item") == "c\\d");
  CHECK((*list)[3].text("item") == "逗,号");
}

TEST_CASE("a failing statement undoes its transaction and says so", "[pg]") {
  const TestDatabase database;
  Connection connection(database.settings());
  const auto failed = connection.transact([](Transaction& transaction) {
    transaction.run("INSERT INTO conversation (key) VALUES ('a')");
    return transaction.run("SELECT 1 / 0");
  });
  REQUIRE_FALSE(failed);
  CHECK(failed.error().kind == Kind::internal);
  const auto left = connection.transact(
      [](Transaction& transaction) { return transaction.run("SELECT 1 FROM conversation").size(); });
  REQUIRE(left);
  CHECK(*left == 0);
}

TEST_CASE("a connection cut by the server is replaced by the next transaction", "[pg]") {
  const TestDatabase database;
  Connection connection(database.settings());
  const auto cut = connection.transact([](Transaction& transaction) {
    return transaction.run("SELECT pg_terminate_backend(pg_backend_pid())");
  });
  REQUIRE_FALSE(cut);
  CHECK(cut.error().kind != Kind::bad_input);
  const auto again = connection.transact(
      [](Transaction& transaction) { return transaction.run("SELECT 7 AS n")[0].number("n"); });
  REQUIRE(again);
  CHECK(*again == 7);
}

TEST_CASE("a second migration run applies nothing", "[pg]") {
  const TestDatabase database;
  const auto applied = migrate(database.settings());
  REQUIRE(applied);
  CHECK(applied->empty());
}

TEST_CASE("a migration that was edited after it was applied is refused", "[pg]") {
  const TestDatabase database;
  Connection connection(database.settings());
  REQUIRE(connection.transact([](Transaction& transaction) {
    return transaction.run("UPDATE migration SET digest = 'other' WHERE name = '0001_core'");
  }));
  const auto refused = migrate(database.settings());
  REQUIRE_FALSE(refused);
  CHECK(refused.error().text.find("0001_core") != std::string::npos);
}
