#include "handlers/tickets/reads.h"

#include <catch2/catch.hpp>

#include "handlers/tickets/read_store.h"
#include "handlers/tickets/ticket_store.h"
#include "tests/support/test_database.h"

namespace {

const Time noon{std::chrono::sys_days{std::chrono::year{2026} / 3 / 10} + std::chrono::hours{4}};
const Party li_lei{"corp/lilei", "LiLei", "李雷"};
const Party chen{"corp/chen", "chen", "陈工"}, wu{"corp/wu", "wu", "吴工"};

Time at(int minute) { return noon + std::chrono::minutes{minute}; }

TicketEvent event(Step step, int minute, const Party& by = chen, const std::string& role = "agent") {
  TicketEvent made;
  made.step = step;
  made.at = at(minute);
  made.by = by;
  made.role = role;
  return made;
}
TicketEvent from_reporter(Step step, int minute) { return event(step, minute, li_lei, "reporter"); }

ReadMark mark(TalkSide side, const std::string& person, int seq, int minute) {
  return {side, person, seq, at(minute)};
}

/// "report: read at 3, last read; …": what a page would show beside each event, in minutes after noon.
std::string shown(const std::vector<TicketEvent>& events, const std::vector<ReadMark>& marks = {}) {
  std::string text;
  for (const auto& state : read_states(events, marks)) {
    text += state.said_by == TalkSide::nobody ? "-" : state.said_by == TalkSide::team ? "team" : "own";
    if (state.read_at)
      text += "@" +
              std::to_string(std::chrono::duration_cast<std::chrono::minutes>(*state.read_at - noon).count());
    if (state.last_read) text += "!";
    text += " ";
  }
  return text;
}

const std::vector<TicketEvent> talk{from_reporter(Step::submitted, 0), event(Step::accepted, 1),
                                    event(Step::noted, 2), event(Step::resolved, 3),
                                    from_reporter(Step::followed_up, 4)};

template <class Work>
auto in(Connection& connection, Work work) {
  auto done = connection.transact(work);
  if (!done) FAIL(done.error().text);
  return *std::move(done);
}

}  // namespace

TEST_CASE("nothing is read before a page was opened or an answer given") {
  const std::vector<TicketEvent> asked{talk[0], event(Step::accepted, 1), event(Step::resolved, 3)};
  CHECK(shown(asked) == "own - team ");
  CHECK(shown({}).empty());
}

TEST_CASE("who answers has read what came before, and nothing that came later") {
  CHECK(shown({talk[0], event(Step::replied, 2), from_reporter(Step::followed_up, 5)}) ==
        "own@2! team@5! own ");
  CHECK(shown({talk[0], event(Step::asked, 2), from_reporter(Step::closed, 7)}) == "own@2! team@7! - ");
}

TEST_CASE("taking, noting and solving are no sign that anybody read") {
  // A solution reaches the tickets of an incident, and of a run over many, without a look at each.
  CHECK(shown({talk[0], event(Step::accepted, 1), event(Step::noted, 2), event(Step::resolved, 3)}) ==
        "own - - team ");
  auto gone = from_reporter(Step::surfaced, 3);
  CHECK(shown({talk[0], event(Step::asked, 1), gone}) == "own@1! team - ");
  gone.role = "";
  gone.step = Step::replied;
  CHECK(shown({talk[0], gone}) == "own team ");  // the desk itself reads nothing
}

TEST_CASE("a view reads the other side's words up to its mark, the first to look counts") {
  const auto marks = [](int seq) {
    return std::vector{mark(TalkSide::team, wu.person, seq, 9), mark(TalkSide::team, chen.person, seq, 6)};
  };
  CHECK(shown(talk, marks(1)) == "own@6! - - team@4! own ");
  CHECK(shown(talk, marks(5)) == "own@6 - - team@4! own@6! ");
  CHECK(shown({talk.begin(), talk.begin() + 4}, {mark(TalkSide::reporter, li_lei.person, 4, 8)}) ==
        "own - - team@8! ");
  CHECK(shown({talk[0]}, {mark(TalkSide::team, chen.person, 99, 3)}) == "own@3! ");
}

TEST_CASE("a mark is kept only for what its reader sees for the first time, and never for a note") {
  CHECK(new_mark(TalkSide::team, chen.person, talk, {}) == 5);
  CHECK(new_mark(TalkSide::team, chen.person, talk, {mark(TalkSide::team, chen.person, 5, 6)}) == 0);
  CHECK(new_mark(TalkSide::team, chen.person, talk, {mark(TalkSide::team, wu.person, 5, 6)}) == 5);
  const std::vector<TicketEvent> early{talk.begin(), talk.begin() + 4};
  CHECK(new_mark(TalkSide::reporter, li_lei.person, early, {}) == 4);
  CHECK(new_mark(TalkSide::reporter, li_lei.person, talk, {}) == 0);  // they spoke since
  const std::vector<TicketEvent> inner{talk[0], event(Step::replied, 1), event(Step::noted, 2)};
  CHECK(new_mark(TalkSide::reporter, li_lei.person, inner, {mark(TalkSide::reporter, li_lei.person, 2, 3)}) ==
        0);
  CHECK(new_mark(TalkSide::team, chen.person, inner, {}) == 0);
  CHECK(new_mark(TalkSide::team, wu.person, inner, {}) == 1);
}

TEST_CASE("unread of a reporter is what the team said since they looked or spoke; notes are not said") {
  CHECK(unread_by_reporter({talk.begin(), talk.begin() + 4}) == 1);
  CHECK(unread_by_reporter(talk) == 0);
  CHECK(unread_by_reporter({event(Step::asked, 1), event(Step::noted, 2), event(Step::replied, 3)}) == 2);
}

TEST_CASE("delivered is what the platform took, of these words and not of earlier ones") {
  Delivery told;
  told.key = "ticket.told.replied";
  told.state = "sent";
  told.created_at = at(2);
  CHECK(was_delivered(event(Step::replied, 2), {told}));
  CHECK_FALSE(was_delivered(event(Step::replied, 9), {told}));
  CHECK_FALSE(was_delivered(event(Step::asked, 2), {told}));
  auto again = told;
  again.state = "due";
  CHECK_FALSE(was_delivered(event(Step::replied, 2), {told, again}));
}

TEST_CASE("marks are kept for each who looked, never move back, and count what is new on a list", "[pg]") {
  TestDatabase database;
  Connection connection(database.settings());
  OpenTicket open;
  open.report.text = "委托撤不了单";
  const auto number = in(connection, [&](Transaction& transaction) {
    const auto made = open_tickets(transaction, {opening(open, li_lei, noon, 11)}).front();
    append_events(
        transaction,
        {{made, event(Step::asked, 1)}, {made, event(Step::noted, 2)}, {made, event(Step::replied, 3)}});
    return made;
  });
  const auto unread = [&](const std::string& person) {
    return in(connection, [&](Transaction& transaction) {
      return unread_of_reporter(transaction, {number, 9999}, person);
    });
  };
  const auto keep = [&](const ReadMark& one) {
    in(connection, [&](Transaction& transaction) {
      keep_read_mark(transaction, number, one);
      return Done{};
    });
  };
  CHECK(unread(li_lei.person) == std::map<long long, int>{{number, 2}});
  keep(mark(TalkSide::team, li_lei.person, 4, 5));
  CHECK(unread(li_lei.person) ==
        std::map<long long, int>{{number, 2}});  // the other side's marks are not theirs
  keep(mark(TalkSide::reporter, li_lei.person, 2, 5));
  CHECK(unread(li_lei.person) == std::map<long long, int>{{number, 1}});
  keep(mark(TalkSide::reporter, li_lei.person, 4, 7));
  keep(mark(TalkSide::reporter, li_lei.person, 2, 9));
  CHECK(unread(li_lei.person).empty());
  const auto marks =
      in(connection, [&](Transaction& transaction) { return read_marks(transaction, number); });
  CHECK(marks == std::vector{mark(TalkSide::reporter, li_lei.person, 4, 7),
                             mark(TalkSide::team, li_lei.person, 4, 5)});
}

TEST_CASE("whoever is shown a page has read it, and a page fetched ahead was seen by nobody", "[pg]") {
  TestDatabase database;
  Connection connection(database.settings());
  OpenTicket open;
  const auto number = in(connection, [&](Transaction& transaction) {
    return open_tickets(transaction, {opening(open, li_lei, noon, 11)}).front();
  });
  HttpRequest http;
  WebRequest::Later later;
  WebRequest page;
  page.http = &http;
  page.visitor = {"corp", "wu", "吴工", "developer", "session"};
  page.now = at(9);
  page.later = &later;
  const auto shown_to = [&](const std::string& purpose, const std::vector<ReadMark>& known = {}) {
    http.headers.clear();
    if (!purpose.empty()) http.headers["sec-purpose"] = purpose;
    later.clear();
    count_reading(page, TalkSide::team, number, talk, known);
    return later.size();
  };
  CHECK(shown_to("prefetch") == 0);
  CHECK(shown_to("prefetch;prerender") == 0);
  CHECK(shown_to("", {mark(TalkSide::team, wu.person, 5, 6)}) == 0);  // nothing is new
  page.later = nullptr;
  CHECK(shown_to("") == 0);
  page.later = &later;
  const auto marks = [&] {
    return in(connection, [&](Transaction& transaction) { return read_marks(transaction, number); });
  };
  REQUIRE(shown_to("") == 1);
  CHECK(marks().empty());  // the page has not gone out yet
  later.front()(connection);
  CHECK(marks() == std::vector{mark(TalkSide::team, wu.person, 5, 9)});
}

TEST_CASE("a mark waits for nobody who holds the ticket", "[pg]") {
  TestDatabase database;
  Connection turn(database.settings()), page(database.settings());
  OpenTicket open;
  const auto number = in(turn, [&](Transaction& transaction) {
    return open_tickets(transaction, {opening(open, li_lei, noon, 11)}).front();
  });
  in(turn, [&](Transaction& holding) {
    load_tickets(holding, {number}, Lock::for_update);
    in(page, [&](Transaction& transaction) {
      transaction.run("SET LOCAL lock_timeout = '2s'");
      keep_read_mark(transaction, number, mark(TalkSide::team, chen.person, 1, 1));
      return Done{};
    });
    return Done{};
  });
}
