#include <catch2/catch.hpp>

#include "gateway/clock.h"
#include "handlers/audit/chain.h"
#include "handlers/console/search_store.h"
#include "handlers/tickets/incident_store.h"
#include "handlers/tickets/ticket_store.h"
#include "tests/support/test_database.h"

namespace {

const Party li_lei{"corp/lilei", "LiLei", "李雷"};
const Party chen{"corp/chen", "chen", "陈工"};

class Searched {
 public:
  Searched() : connection_(database_.settings()) {}

  template <class Work>
  auto in(Work work) {
    auto done = connection_.transact(work);
    if (!done) FAIL(done.error().text);
    return *std::move(done);
  }
  long long opened(const std::string& words, const std::string& system = "trading") {
    NewTicket ticket;
    ticket.event.step = Step::opened;
    ticket.event.at = now();
    ticket.event.by = li_lei;
    ticket.event.role = "reporter";
    ticket.event.title = ticket.event.text = words;
    ticket.event.system = system;
    TicketEvent submitted = ticket.event;
    submitted.step = Step::submitted;
    ticket.more = {submitted};
    return in([&](Transaction& transaction) { return open_tickets(transaction, {ticket}); }).front();
  }
  void happens(long long number, Step step, const std::string& words) {
    TicketEvent event;
    event.step = step;
    event.at = now();
    event.by = chen;
    event.role = "agent";
    event.text = words;
    in([&](Transaction& transaction) { return append_events(transaction, {{number, event}}); });
  }
  void joins(long long child, long long parent) {
    TicketEvent event;
    event.step = Step::joined;
    event.at = now();
    event.by = chen;
    event.role = "agent";
    event.parent = parent;
    in([&](Transaction& transaction) { return append_events(transaction, {{child, event}}); });
  }
  long long counted(const ListFilter& filter) {
    return in([&](Transaction& transaction) { return count_tickets(transaction, filter, 100); });
  }
  void follow() {
    while (in([](Transaction& transaction) { return seal_audit(transaction); }) > 0) {
    }
    while (in([](Transaction& transaction) { return index_tickets(transaction); })) {
    }
  }
  std::vector<long long> found(const ListFilter& filter) {
    std::vector<long long> numbers;
    for (const auto& ticket : in([&](Transaction& transaction) { return list_tickets(transaction, filter); }))
      numbers.push_back(ticket.number);
    return numbers;
  }
  std::vector<long long> found(const std::string& words) {
    ListFilter filter;
    filter.view = ListFilter::View::all;
    filter.words = words;
    return found(filter);
  }
  Connection& connection() { return connection_; }

 private:
  TestDatabase database_;
  Connection connection_;
};

using Numbers = std::vector<long long>;

}  // namespace

TEST_CASE("a Chinese word inside of others is found, and so is the beginning of a code") {
  Searched desk;
  const auto transfer = desk.opened("银证转账页面打不开，报错 E1027");
  const auto face = desk.opened("开户卡在人脸识别，客户很着急");
  desk.follow();
  CHECK(desk.found("转账") == Numbers{transfer});
  CHECK(desk.found("轉賬") == Numbers{transfer});
  CHECK(desk.found("脸识") == Numbers{face});
  CHECK(desk.found("e102") == Numbers{transfer});
  CHECK(desk.found("Ｅ１０２７") == Numbers{transfer});
  CHECK(desk.found("着急 开户") == Numbers{face});
  CHECK(desk.found("转账 着急").empty());
  CHECK(desk.found("证账").empty());
  CHECK(desk.found("'; --").empty());
  CHECK(desk.found("O'Brien\\").empty());
}

TEST_CASE("what is said about a ticket later finds it, newest tickets first") {
  Searched desk;
  const auto first = desk.opened("登录不上");
  const auto second = desk.opened("登录不上，提示密码错误");
  desk.follow();
  CHECK(desk.found("登录") == Numbers{second, first});
  CHECK(desk.found("网关超时").empty());
  desk.happens(first, Step::noted, "像是网关超时");
  desk.follow();
  CHECK(desk.found("网关超时") == Numbers{first});
}

TEST_CASE("lists of what has ended are filtered by the search, and a state widens what is shown") {
  Searched desk;
  const auto trading = desk.opened("买入失败", "trading"), login = desk.opened("登录不上", "login");
  for (const auto number : {trading, login}) desk.happens(number, Step::accepted, "");
  desk.happens(login, Step::resolved, "");
  desk.follow();
  ListFilter ended;
  ended.view = ListFilter::View::ended;
  CHECK(desk.found(ended) == Numbers{login});
  ended.system = "trading";
  CHECK(desk.found(ended).empty());
  ended.system = "login";
  CHECK(desk.found(ended) == Numbers{login});
  ListFilter all;
  all.view = ListFilter::View::all;
  all.assignee = chen.person;
  CHECK(desk.found(all) == Numbers{login, trading});
  all.only_person = "corp/contractor";
  all.only_role = "contractor";
  CHECK(desk.found(all).empty());
}

TEST_CASE("tickets that are older than the search are brought in, also from other blocks of numbers") {
  Searched desk;
  const auto old = desk.opened("撤单失败");
  desk.in([](Transaction& transaction) { return transaction.run("SELECT setval('ticket_number', 40000)"); });
  const auto fresh = desk.opened("撤单没有反应");
  desk.in([](Transaction& transaction) {
    transaction.run("DELETE FROM ticket_search");
    return transaction.run(
        "UPDATE ticket_search_place SET seq = 1000000, back = (SELECT max(number) FROM ticket)");
  });
  desk.follow();
  CHECK(desk.found("撤单") == Numbers{fresh, old});
  ListFilter after;
  after.view = ListFilter::View::all;
  after.words = "撤单";
  after.limit = 1;
  CHECK(desk.found(after) == Numbers{fresh});
  after.after = ListPlace{0, 0, fresh};
  CHECK(desk.found(after) == Numbers{old});
}

TEST_CASE("what belongs to an open incident stands at its parent, and in the lists of who has it") {
  Searched desk;
  const auto parent = desk.opened("全体登录不上"), child = desk.opened("我也登录不上"),
             other = desk.opened("撤单失败");
  desk.joins(child, parent);
  ListFilter waiting;
  CHECK(desk.found(waiting) == Numbers{parent, other});
  CHECK(desk.counted(waiting) == 2);
  CHECK(desk.in([](Transaction& open) { return queue_tickets(open); }).size() == 2);
  ListFilter under;
  under.view = ListFilter::View::all;
  under.incident = parent;
  CHECK(desk.found(under) == Numbers{child});
  under.severity = "urgent";
  CHECK(desk.found(under).empty());
  CHECK(desk.in([&](Transaction& open) {
    return count_children(open, {parent, child, other});
  }) == std::map<long long, long long>{{parent, 1}});
  desk.happens(child, Step::accepted, "");
  ListFilter hers;
  hers.view = ListFilter::View::open;
  hers.assignee = chen.person;
  CHECK(desk.found(hers) == Numbers{child});
}

TEST_CASE("what is open though its incident is solved waits like any other") {
  Searched desk;
  const auto parent = desk.opened("全体登录不上"), child = desk.opened("我也登录不上");
  desk.joins(child, parent);
  desk.happens(parent, Step::accepted, "");
  desk.happens(parent, Step::resolved, "");
  CHECK(desk.found(ListFilter{}) == Numbers{child});
}

TEST_CASE("the board holds a column a state, each by severity and age") {
  Searched desk;
  const auto one = desk.opened("买入失败"), two = desk.opened("卖出失败"), three = desk.opened("撤单失败");
  desk.happens(two, Step::accepted, "");
  desk.happens(three, Step::accepted, "");
  desk.happens(three, Step::resolved, "");
  const auto columns = desk.in([](Transaction& transaction) { return board_of(transaction, {}); });
  REQUIRE(columns.size() == 5);
  CHECK(columns[0].state == "new");
  CHECK(columns[0].count == 1);
  CHECK(columns[0].tickets.front().number == one);
  CHECK(columns[2].state == "accepted");
  CHECK(columns[2].tickets.front().number == two);
  CHECK(columns[4].state == "resolved");
  REQUIRE(columns[4].tickets.size() == 1);
  CHECK(columns[4].tickets.front().number == three);
}

TEST_CASE("what waits is counted to two hundred, and said to be more beyond") {
  Searched desk;
  const auto one = desk.opened("买入失败");
  const auto counted = [&] {
    return desk.in([](Transaction& transaction) { return queue_counts(transaction, {}, chen.person); });
  };
  const auto more = [&](int tickets) {
    desk.in([&](Transaction& transaction) {
      return transaction.run(
          "INSERT INTO ticket (number, state, seen_by_team, reporter, holder, severity, system, created_at, "
          "updated_at, version, body) SELECT nextval('ticket_number'), state, seen_by_team, reporter, "
          "holder, "
          "severity, system, created_at, updated_at, version, body FROM ticket, generate_series(1, $2::int) "
          "WHERE number = $1::bigint",
          {std::to_string(one), std::to_string(tickets)});
    });
  };
  more(199);
  CHECK(counted().waiting == "200");
  more(1);
  CHECK(counted().waiting == "200+");
  CHECK(counted().mine == "0");
}
