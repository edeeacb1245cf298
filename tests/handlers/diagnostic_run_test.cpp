// Look-ups against the real PostgreSQL: work that is claimed and fenced, and SQL that can only read.
#include <future>

#include "tests/handlers/diagnostic_world.h"

using namespace diagnostic_world;

TEST_CASE("a claim of a look-up is one worker's until its lease ends, and an old fence writes nothing") {
  const TestDatabase database;
  Connection first(database.settings()), second(database.settings());
  const auto claim = [](Connection& connection, Seconds lease) {
    return in(connection, [&](Transaction& t) { return claim_diagnostics(t, 4, lease); });
  };
  CHECK(in(first, [](Transaction& t) {
          return ask_diagnostics(t, {ask_for(1002, "one"), ask_for(1002, "one"), ask_for(1003, "one")});
        }) == 2);
  const auto held = claim(first, Seconds{0});  // its lease ends at once
  REQUIRE(held.size() == 2);
  const auto taken = claim(second, Seconds{60});
  REQUIRE(taken.size() == 2);
  CHECK(taken[0].attempts == 2);
  CHECK(claim(first, Seconds{60}).empty());
  const auto finish = [](Connection& connection, const DiagnosticClaim& one, const std::string& outcome) {
    return in(connection, [&](Transaction& t) {
      return finish_diagnostic(t, one, {outcome, "", "{}", Millis{7}});
    });
  };
  CHECK_FALSE(finish(first, held[0], "late"));
  CHECK(finish(second, taken[0], "found"));
  CHECK_FALSE(finish(second, taken[0], "away"));
  const auto runs = in(first, [&](Transaction& t) { return runs_of_ticket(t, taken[0].ask.ticket); });
  REQUIRE(runs.size() == 1);
  CHECK(runs[0].end.outcome == "found");
  CHECK(runs[0].end.took == Millis{7});
  CHECK(runs[0].ask.name == "我");
  const auto audited =
      in(first, [](Transaction& t) { return t.run("SELECT act, detail FROM audit ORDER BY id"); });
  REQUIRE(audited.size() == 3);
  CHECK(audited[0].text("act") == "diagnose");
  CHECK(audited[2].text("act") == "diagnosed");
  CHECK(audited[2].text("detail") == "one found");
}

TEST_CASE("whoever asks in chat for a look-up that runs is one of its askers, once for each place") {
  const TestDatabase database;
  Connection connection(database.settings());
  const auto asks = [&](const std::string& who, const std::string& way, const std::string& group = "") {
    auto ask = ask_for(1002, "one", way);
    ask.by = "corp/" + who;
    ask.contact = who;
    if (!group.empty()) ask.chat = {"bot", group, ChatKind::group};
    return in(connection, [&](Transaction& t) { return ask_diagnostics(t, {ask}); });
  };
  const auto ends = [&] {
    const auto claims = in(connection, [](Transaction& t) { return claim_diagnostics(t, 4, Seconds{60}); });
    REQUIRE(claims.size() == 1);
    return in(connection, [&](Transaction& t) {
      REQUIRE(finish_diagnostic(t, claims[0], {"found", "", "{}", Millis{7}}));
      std::string told;
      for (const auto& ask : askers_of(t, claims[0])) told += ask.contact + "@" + ask.chat.id + " ";
      return told;
    });
  };
  CHECK(asks("me", "page") == 1);
  CHECK(asks("ann", "chat") == 0);
  CHECK(asks("bob", "chat", "team") == 0);
  CHECK(asks("bob", "chat", "team") == 0);
  CHECK(asks("me", "page") == 0);
  CHECK(ends() == "ann@ bob@team ");
  CHECK(asks("ann", "chat") == 1);
  CHECK(asks("ann", "chat") == 0);
  CHECK(asks("ann", "chat", "team") == 0);
  CHECK(ends() == "ann@ ann@team ");
  CHECK(in(connection, [](Transaction& t) {
          return t.run("SELECT count(*) AS n FROM audit WHERE act = 'diagnose' AND actor = 'corp/bob'")[0]
              .number("n");
        }) == 2);
}

TEST_CASE("of many workers at once each look-up is one's") {
  const TestDatabase database;
  Connection connection(database.settings());
  in(connection, [](Transaction& t) {
    std::vector<DiagnosticAsk> asks;
    for (int i = 0; i < 40; ++i) asks.push_back(ask_for(2000 + i, "one"));
    return ask_diagnostics(t, asks);
  });
  std::vector<std::future<std::vector<long long>>> workers;
  for (int i = 0; i < 4; ++i)
    workers.push_back(std::async(std::launch::async, [&] {
      Connection own(database.settings());
      std::vector<long long> ids;
      for (int turn = 0; turn < 20; ++turn) {
        const auto claims = own.transact([](Transaction& t) { return claim_diagnostics(t, 2, Seconds{60}); });
        if (!claims) continue;
        for (const auto& claim : *claims) ids.push_back(claim.id);
      }
      return ids;
    }));
  std::vector<long long> all;
  for (auto& worker : workers)
    for (const auto id : worker.get()) all.push_back(id);
  std::sort(all.begin(), all.end());
  CHECK(all.size() == 40);
  CHECK(std::unique(all.begin(), all.end()) == all.end());
}

TEST_CASE("of a ticket's look-up the last ten stay, and the one that ran by itself") {
  const TestDatabase database;
  Connection connection(database.settings());
  const auto number = opened(connection, {});
  auto one = sql_of("SELECT 1");
  one.at_opening = true;
  CHECK(in(connection, [&](Transaction& t) { return ask_at_opening(t, one); }) == 1);
  for (int i = 0; i < 14; ++i) {
    const auto claims = in(connection, [](Transaction& t) { return claim_diagnostics(t, 1, Seconds{60}); });
    REQUIRE(claims.size() == 1);
    in(connection, [&](Transaction& t) {
      return finish_diagnostic(t, claims[0], {"found", "", "", Millis{1}});
    });
    in(connection, [&](Transaction& t) { return ask_diagnostics(t, {ask_for(number, "one")}); });
  }
  const auto runs = in(connection, [&](Transaction& t) { return runs_of_ticket(t, number); });
  CHECK(runs.size() == 12);  // ten, the first, and the one that waits
  CHECK(runs.back().ask.way == "opening");
}

TEST_CASE("a ticket is looked up by itself once, where its system and form are meant and the team sees it") {
  const TestDatabase database;
  Connection connection(database.settings());
  const auto meant = opened(connection, {});
  opened(connection, {}, "trading");
  auto one = sql_of("SELECT 1");
  one.at_opening = true;
  one.systems = {"login"};
  one.forms = {"login"};
  const auto look = [&] { return in(connection, [&](Transaction& t) { return ask_at_opening(t, one); }); };
  CHECK(look() == 1);
  CHECK(look() == 0);
  const auto claims = in(connection, [](Transaction& t) { return claim_diagnostics(t, 9, Seconds{60}); });
  REQUIRE(claims.size() == 1);
  CHECK(claims[0].ask.ticket == meant);
  CHECK(claims[0].ask.by.empty());
  one.forms = {"other"};
  one.id = "two";
  CHECK(look() == 0);
}

TEST_CASE("SQL of a look-up finds rows with their columns in order, its values bound") {
  const TestDatabase database;
  const auto found = asked(database,
                           "SELECT {phone} AS z, 7::bigint AS a, NULL AS n, "
                           "'2026-03-10T01:40:00Z'::timestamptz AS at ORDER BY 1 -- as it is",
                           {{"phone", "x'; DROP TABLE ticket; --"}});
  CHECK(found.outcome == "found");
  CHECK(found.findings.columns == std::vector<std::string>{"z", "a", "n", "at"});
  REQUIRE(found.findings.rows.size() == 1);
  CHECK(found.findings.rows[0] ==
        std::vector<std::string>{"x'; DROP TABLE ticket; --", "7", "", "2026-03-10T09:40:00+08:00"});
  CHECK(asked(database, "SELECT 1 AS a WHERE false").findings.rows.empty());
}

TEST_CASE("a look-up that would write is refused by the server, however it tries") {
  const TestDatabase database;
  Connection connection(database.settings());
  in(connection, [](Transaction& t) {
    t.script(
        "CREATE TABLE victim (a int); INSERT INTO victim VALUES (1);"
        "CREATE FUNCTION wipe() RETURNS int LANGUAGE sql AS 'DELETE FROM victim RETURNING a';"
        "CREATE FUNCTION free() RETURNS int LANGUAGE plpgsql AS $$BEGIN PERFORM "
        "set_config('transaction_read_only', 'off', false); DELETE FROM victim; RETURN 1; END$$");
    return Done{};
  });
  const auto wiped = asked(database, "SELECT wipe()");
  CHECK(wiped.outcome == "refused");
  CHECK(wiped.detail == "SQLSTATE 25006");
  for (const auto* sql : {"SELECT free()", "WITH gone AS (DELETE FROM victim RETURNING a) SELECT * FROM gone",
                          "SELECT * FROM victim FOR UPDATE", "SELECT nextval('ticket_number')",
                          "SELECT set_config('default_transaction_read_only', 'off', false), wipe()"}) {
    INFO(sql);
    CHECK(asked(database, sql).outcome == "refused");
  }
  CHECK(in(connection,
           [](Transaction& t) { return t.run("SELECT count(*) AS n FROM victim")[0].number("n"); }) == 1);
}

TEST_CASE("a look-up that takes too long is ended by the server, and one that finds too much is cut there") {
  const TestDatabase database;
  auto one = sql_of("SELECT pg_sleep(20)");
  one.timeout = Seconds{1};
  const auto begun = std::chrono::steady_clock::now();
  const auto late = look_up(one, call_of(one, {}), target_on(database), 480);
  CHECK(late.outcome == "late");
  CHECK(std::chrono::steady_clock::now() - begun < Seconds{15});
  one = sql_of("SELECT repeat('y', 10000000) AS a FROM generate_series(1, 1000000)");
  one.most_rows = 3;
  const auto much = look_up(one, call_of(one, {}), target_on(database), 480);
  REQUIRE(much.outcome == "found");
  CHECK(much.findings.rows.size() == 4);  // one more than is shown
  CHECK(much.findings.rows[0][0].size() == 4000);
  CHECK(fit_to_show(much.findings, one, {}).rows.size() == 3);
}

TEST_CASE("a query that runs is left when the program ends") {
  const TestDatabase database;
  auto one = sql_of("SELECT pg_sleep(30)");
  one.timeout = Seconds{30};
  std::stop_source stop;
  auto asked = std::async(std::launch::async, [&] {
    return look_up(one, call_of(one, {}), target_on(database), 480, stop.get_token());
  });
  stop.request_stop();
  REQUIRE(asked.wait_for(Seconds{15}) == std::future_status::ready);
  CHECK(asked.get().outcome != "found");
}

TEST_CASE("a database that is not there is away, and words of a server that may hold values are not shown") {
  TargetConfig nowhere;
  nowhere.kind = "postgresql";
  nowhere.address = "host=127.0.0.1 port=1 dbname=x user=x";
  const auto one = sql_of("SELECT 1");
  CHECK(look_up(one, call_of(one, {}), nowhere, 480).outcome == "away");
  const TestDatabase database;
  const auto wrong = asked(database, "SELECT {phone}::bigint", {{"phone", "13812345678x"}});
  CHECK(wrong.outcome == "refused");
  CHECK(wrong.detail == "SQLSTATE 22P02");
  CHECK(knock_at(target_on(database))->find("read only: on") != std::string::npos);
}
