#include "handlers/tickets/ticket_store.h"

#include <catch2/catch.hpp>

#include "gateway/delivery/outbox.h"
#include "handlers/tickets/delivery.h"
#include "tests/support/test_database.h"

namespace {

const Time noon{std::chrono::sys_days{std::chrono::year{2026} / 3 / 10} + std::chrono::hours{4} +
                Millis{123}};
const Party li_lei{"corp/lilei", "LiLei", "李雷"};
const Party chen{"corp/chen", "chen", "陈工"};

TicketEvent event(Step step, const Party& by = chen, const std::string& role = "agent", Time at = noon) {
  TicketEvent made;
  made.step = step;
  made.at = at;
  made.by = by;
  made.role = role;
  return made;
}

NewTicket wanted(long long inbox, const std::string& title = "股票交易不了", const Party& by = li_lei) {
  OpenTicket open;
  open.title = title;
  open.report.text = "他说：\"股票{交易}不了\\\"\n第二行, NULL";
  open.report.fields = {{"phone", "13812345678"}, {"system", "trading"}};
  open.report.origin = {"bot", "group1", ChatKind::group};
  return opening(open, by, noon, inbox);
}

template <class Work>
auto in(Connection& connection, Work work) {
  auto done = connection.transact(work);
  if (!done) FAIL(done.error().text);
  return *std::move(done);
}

using Numbers = std::vector<long long>;

Numbers numbers_of(const std::vector<Ticket>& tickets) {
  Numbers numbers;
  for (const auto& ticket : tickets) numbers.push_back(ticket.number);
  return numbers;
}

}  // namespace

TEST_CASE("tickets are numbered from 1001 in the order they were asked for", "[pg]") {
  TestDatabase database;
  Connection connection(database.settings());
  const auto numbers = in(connection, [](Transaction& transaction) {
    return open_tickets(transaction, {wanted(11, "a"), wanted(12, "b"), wanted(0, "c"), wanted(0, "d")});
  });
  CHECK(numbers == Numbers{1001, 1002, 1003, 1004});
  const auto tickets = in(connection, [&](Transaction& transaction) {
    return load_tickets(transaction, {1004, 1001, 9999});
  });
  REQUIRE(numbers_of(tickets) == Numbers{1001, 1004});
  CHECK(tickets[0].title == "a");
  CHECK(tickets[1].title == "d");
  CHECK(in(connection, [](Transaction& transaction) { return open_tickets(transaction, {}); }).empty());
}

TEST_CASE("a message opens one ticket however often it is handled", "[pg]") {
  TestDatabase database;
  Connection connection(database.settings());
  const auto first = in(connection, [](Transaction& transaction) {
    return open_tickets(transaction, {wanted(11), wanted(12)});
  });
  const auto again = in(connection, [](Transaction& transaction) {
    return open_tickets(transaction, {wanted(12, "again"), wanted(13), wanted(11, "again")});
  });
  CHECK(again[0] == first[1]);
  CHECK(again[2] == first[0]);
  CHECK(again[1] > first[1]);
  const auto events =
      in(connection, [&](Transaction& transaction) { return ticket_events(transaction, first[1]); });
  CHECK(events.size() == 1);
  const auto count = in(connection, [](Transaction& transaction) {
    return transaction.run("SELECT count(*) AS n FROM ticket")[0].number("n");
  });
  CHECK(count == 3);
}

TEST_CASE("the row is the fold of the events that are kept", "[pg]") {
  TestDatabase database;
  Connection connection(database.settings());
  const auto opened = wanted(11);
  const auto number =
      in(connection, [&](Transaction& transaction) { return open_tickets(transaction, {opened}).front(); });
  auto handed = event(Step::transferred, chen, "agent", noon + Seconds{3});
  handed.target_role = "developer";
  handed.target_name = "研发";
  handed.text = "日志：\"空指针\"";
  auto solved = event(Step::resolved, {"corp/wu", "wu", "吴工"}, "developer", noon + Seconds{5});
  solved.category = "program";
  solved.reason = "空指针";
  solved.solution = "已发布修复";
  const std::vector<TicketEvent> later{
      event(Step::submitted, li_lei, "reporter", noon + Seconds{1}),
      event(Step::accepted, chen, "agent", noon + Seconds{2}), handed,
      event(Step::closed, chen, "agent", noon + Seconds{4}),  // illegal: kept, changes nothing
      solved};
  std::vector<Ticket> returned;
  for (const auto& next : {std::vector{later[0], later[1]}, std::vector{later[2], later[3], later[4]}}) {
    std::vector<TicketChange> changes;
    for (const auto& each : next) changes.push_back({number, each});
    returned = in(connection, [&](Transaction& transaction) { return append_events(transaction, changes); });
  }
  const auto events =
      in(connection, [&](Transaction& transaction) { return ticket_events(transaction, number); });
  auto expected = std::vector{opened.event};
  expected.insert(expected.end(), later.begin(), later.end());
  CHECK(events == expected);
  const auto row =
      in(connection, [&](Transaction& transaction) { return load_tickets(transaction, {number}).front(); });
  CHECK(row == fold(number, expected));
  REQUIRE(returned.size() == 1);
  CHECK(returned.front() == row);

  const auto rows = in(connection, [&](Transaction& transaction) {
    return transaction.run(
        "SELECT *, (extract(epoch FROM updated_at) * 1000)::bigint AS updated FROM ticket");
  });
  const auto& columns = rows[0];
  CHECK(columns.text("state") == "resolved");
  CHECK(columns.text("reporter") == "corp/lilei");
  CHECK(columns.text("assignee") == "corp/wu");
  CHECK(columns.text("holder") == "developer");
  CHECK(columns.text("category") == "program");
  CHECK(columns.text("system") == "trading");
  CHECK(columns.flag("seen_by_team"));
  CHECK(columns.number("version") == 6);
  CHECK(columns.number("updated") == (noon + Seconds{5}).time_since_epoch().count());
}

TEST_CASE("a ticket that is complete at once is opened with all its events", "[pg]") {
  TestDatabase database;
  Connection connection(database.settings());
  auto first = wanted(11);
  first.more = {event(Step::submitted, li_lei, "reporter"), event(Step::accepted)};
  auto second = wanted(12, "看不到持仓");
  const auto numbers = in(connection, [&](Transaction& transaction) {
    return open_tickets(transaction, {second, first});
  });
  const auto tickets =
      in(connection, [&](Transaction& transaction) { return load_tickets(transaction, numbers); });
  CHECK(tickets.at(0) == opened(second, 1001));
  CHECK(tickets.at(1) == opened(first, 1002));
  CHECK(tickets.at(1).state == TicketState::accepted);
  const auto events =
      in(connection, [&](Transaction& transaction) { return ticket_events(transaction, 1002); });
  REQUIRE(events.size() == 3);
  CHECK(events[0] == first.event);
  CHECK(events[2] == first.more[1]);
  const auto mine =
      in(connection, [](Transaction& transaction) { return tickets_of_assignee(transaction, "corp/chen"); });
  CHECK(numbers_of(mine) == Numbers{1002});
  in(connection, [&](Transaction& transaction) {
    return append_events(transaction, {{1002, event(Step::noted)}});
  });
  CHECK(in(connection, [&](Transaction& transaction) { return ticket_events(transaction, 1002); }).size() ==
        4);
}

TEST_CASE("events of many tickets are appended at once, those of unknown tickets left out", "[pg]") {
  TestDatabase database;
  Connection connection(database.settings());
  std::vector<NewTicket> many;
  for (int i = 0; i < 100; ++i) many.push_back(wanted(100 + i));
  const auto numbers =
      in(connection, [&](Transaction& transaction) { return open_tickets(transaction, many); });
  std::vector<TicketChange> changes{{999999, event(Step::accepted)}};
  for (const auto number : numbers) {
    changes.push_back({number, event(Step::submitted, li_lei, "reporter")});
    changes.push_back({number, event(Step::accepted)});
  }
  const auto after =
      in(connection, [&](Transaction& transaction) { return append_events(transaction, changes); });
  REQUIRE(after.size() == 100);
  for (const auto& ticket : after) {
    CHECK(ticket.state == TicketState::accepted);
    CHECK(ticket.version == 3);
  }
  CHECK(in(connection, [](Transaction& transaction) {
          return append_events(transaction, {{999999, event(Step::accepted)}});
        }).empty());
  CHECK(in(connection, [](Transaction& transaction) { return append_events(transaction, {}); }).empty());
}

TEST_CASE("reporters find their open tickets and those solved lately, newest first", "[pg]") {
  TestDatabase database;
  Connection connection(database.settings());
  const Party other{"corp/other", "other", ""};
  in(connection, [&](Transaction& transaction) {
    open_tickets(transaction, {wanted(1), wanted(2), wanted(3), wanted(4), wanted(5, "x", other), wanted(6)});
    const auto long_ago = noon - std::chrono::hours{24 * 8};
    append_events(transaction, {{1002, event(Step::resolved, chen, "agent", noon)},
                                {1003, event(Step::resolved, chen, "agent", long_ago)},
                                {1004, event(Step::cancelled, li_lei, "reporter")}});
    return Done{};
  });
  const auto mine = in(connection, [&](Transaction& transaction) {
    return tickets_of_reporters(transaction, {"corp/lilei", "corp/nobody", "corp/lilei"}, noon + Seconds{60});
  });
  CHECK(numbers_of(mine) == Numbers{1006, 1002, 1001});
  const auto both = in(connection, [&](Transaction& transaction) {
    return tickets_of_reporters(transaction, {"corp/lilei", "corp/other"}, noon + Seconds{60});
  });
  CHECK(numbers_of(both) == Numbers{1006, 1005, 1002, 1001});
}

TEST_CASE("the queue is what waits for the team, most severe first, then oldest", "[pg]") {
  TestDatabase database;
  Connection connection(database.settings());
  in(connection, [&](Transaction& transaction) {
    auto urgent = wanted(4);
    urgent.event.severity = "urgent";
    open_tickets(transaction, {wanted(1), wanted(2), wanted(3), urgent, wanted(5)});
    append_events(transaction, {{1001, event(Step::submitted, li_lei, "reporter")},
                                {1002, event(Step::surfaced, li_lei, "reporter")},
                                {1003, event(Step::accepted)},
                                {1004, event(Step::submitted, li_lei, "reporter")}});
    return Done{};
  });
  CHECK(numbers_of(in(connection, [](Transaction& t) { return queue_tickets(t); })) ==
        Numbers{1004, 1001, 1002});
  CHECK(numbers_of(in(connection, [](Transaction& t) { return queue_tickets(t, 1); })) == Numbers{1004});
  CHECK(numbers_of(in(connection, [](Transaction& t) { return tickets_of_assignee(t, "corp/chen"); })) ==
        Numbers{1003});
  CHECK(in(connection, [](Transaction& t) { return tickets_of_assignee(t, ""); }).empty());
}

TEST_CASE("two who work on one ticket do so one after the other", "[pg]") {
  TestDatabase database;
  Connection first(database.settings()), second(database.settings());
  in(first, [](Transaction& transaction) { return open_tickets(transaction, {wanted(1)}); });
  const auto busy = first.transact([&](Transaction& transaction) {
    load_tickets(transaction, {1001}, Lock::for_update);
    const auto refused = second.transact([](Transaction& other) {
      other.run("SET LOCAL lock_timeout = '50ms'");
      return append_events(other, {{1001, event(Step::accepted)}});
    });
    return !refused && refused.error().kind == Kind::try_later;
  });
  REQUIRE(busy);
  CHECK(*busy);
}

TEST_CASE("what happened to a ticket cannot be rewritten", "[pg]") {
  TestDatabase database;
  Connection connection(database.settings());
  in(connection, [](Transaction& transaction) { return open_tickets(transaction, {wanted(1)}); });
  for (const char* sql : {"UPDATE ticket_event SET step = 'closed'", "DELETE FROM ticket_event"})
    CHECK_FALSE(connection.transact([&](Transaction& transaction) { return transaction.run(sql); }));
}

TEST_CASE("a ticket knows what became of its notices, the newest if there are many", "[pg]") {
  TestDatabase database;
  Connection connection(database.settings());
  in(connection, [](Transaction& transaction) {
    std::vector<OutboxDraft> drafts;
    for (int i = 0; i < 4; ++i) {
      OutboxDraft draft;
      draft.chat = {"app", "LiLei", ChatKind::single};
      draft.notice.key = "ticket.told." + std::to_string(i);
      draft.ticket = i == 3 ? 1003 : 1002;
      drafts.push_back(draft);
    }
    return enqueue(transaction, drafts);
  });
  const auto found = in(connection, [](Transaction& transaction) {
    return deliveries_of(transaction, {1002, 1003, 1004}, 2);
  });
  REQUIRE(found.size() == 3);
  CHECK(found[0].key == "ticket.told.1");
  CHECK(found[1].key == "ticket.told.2");
  CHECK(found[2].ticket == 1003);
  CHECK(found[0].state == "due");
  CHECK(found[0].chat == "LiLei");
  CHECK_FALSE(found[0].to_group);
  CHECK(found[0].created_at != Time{});
  CHECK(found[0].sent_at == Time{});
}
