#include <atomic>
#include <catch2/catch.hpp>
#include <random>
#include <thread>

#include "bot/mask.h"
#include "gateway/clock.h"
#include "handlers/audit/audit_store.h"
#include "handlers/audit/chain.h"
#include "handlers/tickets/ticket_store.h"
#include "tests/support/test_database.h"

namespace {

AuditRow row_number(int number) {
  return {"corp/p" + std::to_string(number % 7),
          "agent",
          "see",
          "ticket:" + std::to_string(number),
          "phone",
          "核对身份",
          "page",
          "10.0.0.1"};
}

void write(Connection& connection, int first, int count) {
  REQUIRE(connection.transact([&](Transaction& t) {
    std::vector<AuditRow> rows;
    for (int i = first; i < first + count; ++i) rows.push_back(row_number(i));
    audit(t, rows);
    return Done{};
  }));
}

void seal(Connection& connection) {
  for (;;) {
    const auto sealed = connection.transact([](Transaction& t) { return seal_audit(t, 50); });
    REQUIRE(sealed);
    if (*sealed == 0) return;
  }
}

AuditCheck verified(Connection& connection, const std::optional<Checkpoint>& kept = std::nullopt) {
  auto check = connection.transact([&](Transaction& t) { return verify_audit(t, kept); });
  REQUIRE(check);
  return *check;
}

/// What verify finds when these statements have been run by somebody who may do anything; nothing stays.
long long faults_after(Connection& connection, const std::vector<std::string>& statements,
                       const std::optional<Checkpoint>& kept = std::nullopt) {
  long long faults = -1;
  const auto undone = connection.transact([&](Transaction& t) -> Done {
    t.run("SET LOCAL session_replication_role = replica");  // no trigger stands in the way
    for (const auto& statement : statements)
      if (t.run(statement).affected == 0) throw std::logic_error("nothing was changed: " + statement);
    faults = verify_audit(t, kept).fault_count;
    throw std::runtime_error("undo");
  });
  REQUIRE_FALSE(undone);
  return faults;
}

}  // namespace

TEST_CASE("the audit and its chain cannot be changed by the desk itself") {
  const TestDatabase database;
  Connection connection(database.settings());
  write(connection, 0, 3);
  seal(connection);
  for (const char* sql : {"UPDATE audit SET reason = ''", "DELETE FROM audit",
                          "UPDATE audit_chain SET hash = ''", "DELETE FROM audit_chain"})
    CHECK_FALSE(connection.transact([&](Transaction& t) {
      t.run(sql);
      return Done{};
    }));
  CHECK(verified(connection).fault_count == 0);
}

TEST_CASE("any single row that is changed, removed, put in or moved is found") {
  const TestDatabase database;
  Connection connection(database.settings());
  constexpr int rows = 120;
  for (int i = 0; i < rows; i += 30) write(connection, i, 30), seal(connection);
  const auto whole = verified(connection);
  CHECK(whole.rows == rows);
  CHECK(whole.fault_count == 0);
  CHECK(whole.unsealed == 0);
  std::mt19937 dice(20260310);
  const auto one = [&](int most) { return std::to_string(std::uniform_int_distribution<>(1, most)(dice)); };
  int found = 0, tried = 0;
  for (; tried < 1000; ++tried) {
    const auto seq = one(rows), at = "id = (SELECT id FROM audit_chain WHERE seq = " + seq + ")";
    const std::vector<std::string> changes[] = {
        {"UPDATE audit SET actor = actor || 'x' WHERE " + at},
        {"UPDATE audit SET role = 'lead' WHERE " + at},
        {"UPDATE audit SET act = 'unmask' WHERE " + at},
        {"UPDATE audit SET thing = thing || '1' WHERE " + at},
        {"UPDATE audit SET detail = '' WHERE " + at},
        {"UPDATE audit SET reason = reason || ' ' WHERE " + at},
        {"UPDATE audit SET way = 'chat' WHERE " + at},
        {"UPDATE audit SET remote = '10.0.0.2' WHERE " + at},
        {"UPDATE audit SET at = at + interval '1 microsecond' WHERE " + at},
        {"UPDATE audit SET id = id + 100000 WHERE " + at},
        {"DELETE FROM audit WHERE " + at},
        {"UPDATE audit_chain SET hash = repeat('0', 64) WHERE seq = " + seq},
        {"UPDATE audit_chain SET sealed_at = sealed_at + 1 WHERE seq = " + seq},
        {"DELETE FROM audit_chain WHERE seq = " + seq + " AND seq < " + std::to_string(rows)},
        {"INSERT INTO audit (at, actor, role, act, thing, way) VALUES (now() - interval '" + one(300) +
         " hours', 'corp/me', 'agent', 'see', 'ticket:1', 'page')"},
        {"UPDATE audit_chain SET seq = seq + 0 WHERE seq = " + seq,
         "UPDATE audit_chain SET id = -id WHERE seq IN (" + seq + ", 121 - " + seq + ")",
         "UPDATE audit_chain c SET id = -d.id, at = d.at FROM (SELECT seq, id, at FROM audit_chain) d WHERE "
         "c.seq IN (" +
             seq + ", 121 - " + seq + ") AND d.seq = 121 - c.seq"},
    };
    const auto& change = changes[static_cast<std::size_t>(tried) % std::size(changes)];
    if (change.front().starts_with("DELETE FROM audit_chain") && seq == std::to_string(rows)) {
      // The last link cut off: that is what the checkpoint outside is for.
      found +=
          faults_after(connection, {"DELETE FROM audit_chain WHERE seq = " + seq}, whole.head) > 0 ? 1 : 0;
      continue;
    }
    const auto faults = faults_after(connection, change);
    if (faults <= 0) WARN("not found: " << change.front());
    found += faults > 0 ? 1 : 0;
  }
  CHECK(found == tried);
}

TEST_CASE("the events of a ticket stand in the audit as they are, and in its chain") {
  const TestDatabase database;
  Connection connection(database.settings());
  NewTicket wanted;
  wanted.event.at = now();
  wanted.event.step = Step::opened;
  wanted.event.by.person = "corp/wang";
  wanted.event.role = "reporter";
  REQUIRE(connection.transact([&](Transaction& t) { return open_tickets(t, {wanted, wanted}); }));
  write(connection, 1001, 2);
  seal(connection);
  CHECK(verified(connection).rows == 4);
  CHECK(verified(connection).fault_count == 0);
  const auto list = [&](const AuditFilter& filter) {
    auto found = connection.transact([&](Transaction& t) { return audit_list(t, filter); });
    REQUIRE(found);
    std::string acts;
    for (const auto& entry : *found) acts += entry.row.act + " " + entry.row.thing + "; ";
    return acts;
  };
  CHECK(list({}) == "see ticket:1002; see ticket:1001; opened ticket:1002; opened ticket:1001; ");
  CHECK(list({"", "", "ticket:1002"}) == "see ticket:1002; opened ticket:1002; ");
  CHECK(list({"corp/wang", "", ""}) == "opened ticket:1002; opened ticket:1001; ");
  CHECK(list({"", "", "outbox:7"}).empty());
  for (const char* change : {"UPDATE ticket_event SET body = body || '{\"text\": \"x\"}' WHERE ticket = 1002",
                             "UPDATE ticket_event SET by_person = 'corp/li' WHERE ticket = 1001",
                             "UPDATE ticket_event SET seq = 2 WHERE ticket = 1001",
                             "DELETE FROM ticket_event WHERE ticket = 1002"})
    CHECK(faults_after(connection, {change}) > 0);
}

TEST_CASE("an end that was cut off and a chain that was made anew are found by the checkpoint outside") {
  const TestDatabase database;
  Connection connection(database.settings());
  write(connection, 0, 20);
  seal(connection);
  const auto kept = checkpoint_of(checkpoint_text(verified(connection).head));
  REQUIRE(kept);
  CHECK(kept->count == 20);
  write(connection, 20, 5);
  seal(connection);
  CHECK(verified(connection, kept).fault_count == 0);
  const std::vector<std::string> cut{
      "DELETE FROM audit WHERE id IN (SELECT id FROM audit_chain WHERE seq > 15)",
      "DELETE FROM audit_chain WHERE seq > 15"};
  CHECK(faults_after(connection, cut) == 0);
  CHECK(faults_after(connection, cut, kept) == 1);
  CHECK(faults_after(connection, {"UPDATE audit_chain SET hash = repeat('1', 64) WHERE seq = 20"}, kept) > 0);
  for (const char* bad : {"", "12", "x:1", "12:ab", ":"}) CHECK_FALSE(checkpoint_of(bad));
}

TEST_CASE("rows that waited long for the sealer are no forgery, however many passes they take") {
  const TestDatabase database;
  Connection connection(database.settings());
  const auto filled = connection.transact([](Transaction& t) {
    return t
        .run(
            "INSERT INTO audit (at, actor, role, act, thing, way) SELECT now() - interval '300 s', 'corp/a', "
            "'agent', 'see', 'ticket:' || n, 'page' FROM generate_series(1, $1::int) AS n",
            {std::to_string(rows_a_pass + 1)})
        .affected;
  });
  REQUIRE(filled);
  for (int pass = 0; pass < 2; ++pass)
    REQUIRE(connection.transact([](Transaction& t) { return seal_audit(t); }));
  const auto check = verified(connection);
  CHECK(check.rows == static_cast<long long>(rows_a_pass) + 1);
  CHECK(check.fault_count == 0);
}

TEST_CASE("a row that was committed long after its number was drawn is sealed by the long look back") {
  const TestDatabase database;
  Connection connection(database.settings());
  write(connection, 0, 3);
  REQUIRE(connection.transact([](Transaction& t) {
    t.run("SELECT setval('audit_id', $1::bigint)", {std::to_string(short_look + 100)});
    return Done{};
  }));
  write(connection, 3, 3);
  REQUIRE(connection.transact([](Transaction& t) {  // the later ones were sealed first
    t.run(
        "INSERT INTO audit_chain (seq, id, at, sealed_at, hash) SELECT 1, max(id), max(at), 1, '' FROM "
        "audit");
    return Done{};
  }));
  const auto sealed = [&](long long look_back) {
    const auto done =
        connection.transact([&](Transaction& t) { return seal_audit(t, rows_a_pass, look_back); });
    REQUIRE(done);
    return *done;
  };
  CHECK(sealed(short_look) == 2);
  CHECK(sealed(short_look) == 0);
  CHECK(sealed(long_look) == 3);
  CHECK(sealed(long_look) == 0);
}

TEST_CASE("sixteen writers and three sealers make one chain without a fork") {
  const TestDatabase database;
  std::atomic<int> writing{16};
  std::atomic<bool> failed{false};
  {
    std::vector<std::jthread> threads;
    for (int w = 0; w < 16; ++w)
      threads.emplace_back([&, w] {
        Connection connection(database.settings());
        for (int i = 0; i < 25; ++i) {
          const auto written = connection.transact([&](Transaction& t) {
            audit(t, {row_number(w * 100 + i), row_number(w * 100 + 50 + i)});
            return Done{};
          });
          if (!written) failed = true;
        }
        --writing;
      });
    for (int s = 0; s < 3; ++s)
      threads.emplace_back([&] {
        Connection connection(database.settings());
        while (writing > 0)
          if (!connection.transact([](Transaction& t) { return seal_audit(t, 40); })) failed = true;
      });
  }
  CHECK_FALSE(failed);
  Connection connection(database.settings());
  seal(connection);
  const auto check = verified(connection);
  CHECK(check.rows == 16 * 25 * 2);
  CHECK(check.head.count == check.rows);
  CHECK(check.fault_count == 0);
}

TEST_CASE(
    "a checkpoint is said in letters that no mask changes, and is read back; once for each nominal time") {
  std::mt19937 dice(20260310);
  for (int i = 0; i < 2000; ++i) {
    Checkpoint point;
    point.count = std::uniform_int_distribution<long long>(1, 999'999'999)(dice);
    for (int n = 0; n < 64; ++n) point.head += "0123456789abcdef"[dice() % 16];
    const auto said =
        "The audit holds " + std::to_string(point.count) + " rows.\n" + checkpoint_letters(point);
    CHECK(mask(said) == said);
    const auto read = checkpoint_of(checkpoint_letters(point));
    REQUIRE(read);
    CHECK(read->count == point.count);
    CHECK(read->head == point.head);
  }
  for (const char* bad :
       {"1:~", "1:~abc", "1:~aaaaaaaaaaaaaaaaqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq"})
    CHECK_FALSE(checkpoint_of(bad));
  const TestDatabase database;
  Connection connection(database.settings());
  const auto told = [&](long long count) {
    const auto done = connection.transact([&](Transaction& t) {
      return note_telling(t, Seconds{86400}, {count, std::string(64, 'a')});
    });
    REQUIRE(done);
    return *done;
  };
  CHECK_FALSE(told(0));
  CHECK(told(7));
  CHECK_FALSE(told(7));
  CHECK_FALSE(told(9));  // the same day
}

TEST_CASE("steps of articles, status texts and reviewers are in the audit, whoever writes them") {
  const TestDatabase database;
  Connection connection(database.settings());
  const auto acts = connection.transact([&](Transaction& t) {
    t.run("INSERT INTO article (id, state, version, title, changed_at) VALUES ('a', 'draft', 1, 'A', now())");
    t.run(
        "INSERT INTO article_log (article, version, at, step, by_person, by_name) VALUES ('a', 1, now(), "
        "'write', 'lilei', '李雷')");
    t.run(
        "INSERT INTO incident_status (title, text, set_by, set_at, until) VALUES ('t', 'x', 'lilei', now(), "
        "now())");
    t.run("UPDATE incident_status SET cleared_at = now()");
    t.run("INSERT INTO article_reviewer VALUES ('trading', 'lilei')");
    t.run("DELETE FROM article_reviewer");
    std::string all;
    for (const auto& entry : audit_list(t, {}))
      all += entry.row.act + " " + entry.row.thing + " " + entry.row.actor + "\n";
    return all;
  });
  REQUIRE(acts);
  CHECK(*acts ==
        "reviewer_taken_off system:trading \nreviewer_named system:trading \nstatus_ended status:1 lilei\n"
        "status_set status:1 lilei\narticle_write article:a lilei\n");
}
