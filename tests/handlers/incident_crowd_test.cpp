#include <algorithm>
#include <set>

#include "gateway/delivery/limiter.h"
#include "handlers/intake/incidents.h"
#include "handlers/intake/route.h"
#include "handlers/tickets/incident.h"
#include "handlers/tickets/incident_store.h"
#include "handlers/tickets/ticket_store.h"
#include "tests/handlers/desk_world.h"
#include "tests/support/small_desk.h"
#include "tests/support/test_database.h"

using namespace desk_world;

namespace {

const Chat reporters{"bot", "wrReporters", ChatKind::group};

Config config_of_test() {
  auto config = small_desk("team");
  ChatConfig group;
  group.account = "bot";
  group.id = reporters.id;
  config.chats.push_back(group);
  config.people = {{"zhao", "赵刚", "lead"}};
  return config;
}

class Counting : public Transaction {
 public:
  explicit Counting(Transaction& open) : open_(open) {}
  Rows run(const std::string& sql, const std::vector<Arg>& args = {}) override {
    ++count;
    return open_.run(sql, args);
  }
  void script(const std::string& sql) override { open_.script(sql); }
  int count = 0;

 private:
  Transaction& open_;
};

/// A desk whose database sees reports of many people in one group.
class Crowd {
 public:
  Crowd() : connection_(database_.settings()), directory_(config_of_test()) {}

  template <class Work>
  auto in(Work work) {
    auto done = connection_.transact(work);
    if (!done) FAIL(done.error().text);
    return *std::move(done);
  }

  /// One more reports in the group; the rows that come of it.
  std::vector<OutboxDraft> report(int person, const std::string& words, Seconds after,
                                  const std::string& where = reporters.id) {
    Inbound message;
    message.account = "bot";
    message.contact = "p" + std::to_string(person);
    message.chat = {"bot", where, ChatKind::group};
    NewTicket wanted;
    wanted.event.step = Step::opened;
    wanted.event.at = noon + after;
    wanted.event.by = {"corp/" + message.contact, message.contact, ""};
    wanted.event.role = "reporter";
    wanted.event.title = words;
    wanted.event.system = "trading";
    wanted.event.fields = {{"system", "trading"}};
    wanted.event.origin = message.chat;
    auto submitted = wanted.event;
    submitted.step = Step::submitted;
    wanted.more = {submitted};
    Surroundings around;
    around.directory = &directory_;
    around.library = &library_;
    around.now = noon + after;
    return in([&](Transaction& open) {
      Counting transaction(open);
      Plan plan;
      plan.says = {{{To::Kind::reply, message.chat, message.contact}, {}, 0, true}};
      plan.says[0].notice.key = "dialog.submitted";
      if (presses) {
        message.click.response_code = "CODE";
        plan.says.push_back({{To::Kind::reply, message.chat, message.contact}, {}, 0, true});
        plan.says[1].notice.key = "dialog.article";
        plan.says[1].notice.updates_card = true;
      }
      std::vector<NewTicket> made;
      last = open_tickets(transaction, {wanted}, &made).front();
      if (first == 0) first = last;
      const auto ticket = opened(made.front(), last);
      if (!made.front().alike.empty())
        add_likeness(transaction, around, {{&ticket, made.front().alike, "corp", true, &message, &plan}});
      statements = transaction.count;
      offered = plan.dialogs.same;
      TurnOrigin origin;
      origin.directory = &directory_;
      origin.org = "corp";
      origin.cause = &message;
      origin.person = message.contact;
      origin.reachable = true;
      return route(origin, plan.says);
    });
  }

  DeskWorld world(const std::vector<long long>& numbers) {
    auto made = world_with(in([&](Transaction& t) { return load_tickets(t, numbers); }));
    made.now = noon + std::chrono::hours{1};
    return made;
  }
  void write(const DeskDecision& decision) {
    in([&](Transaction& t) { return append_events(t, decision.changes).size(); });
  }
  Ticket load(long long number) {
    return in([&](Transaction& t) { return load_tickets(t, {number}).front(); });
  }

  long long first = 0, last = 0;
  int statements = 0;    // of the last report
  bool presses = false;  // who reports has pressed a card
  std::optional<SameOffer> offered;
  Library library_;
  TestDatabase database_;
  Connection connection_;
  Directory directory_;
};

std::size_t lines_in(const std::vector<OutboxDraft>& rows, const Chat& chat) {
  return static_cast<std::size_t>(
      std::count_if(rows.begin(), rows.end(), [&](const auto& row) { return row.chat == chat; }));
}

}  // namespace

TEST_CASE("a report like an open one is offered to its reporter, who may say 是 or 不是") {
  Crowd crowd;
  CHECK(crowd.report(1, "股票交易不了", Seconds{0}).size() == 1);
  const auto rows = crowd.report(2, "客户反映股票交易不了", Seconds{30});
  REQUIRE(rows.size() == 2);
  CHECK(rows[1].notice.key == "ticket.same.ask");
  CHECK(rows[1].chat.kind == ChatKind::single);
  CHECK(rows[1].notice.params.at("other") == std::to_string(crowd.first));
  CHECK(rows[1].notice.choices[0].key ==
        "ticket.join:" + std::to_string(crowd.last) + "-" + std::to_string(crowd.first));
  CHECK(crowd.load(crowd.last).alike == std::to_string(crowd.first));
  CHECK(crowd.report(3, "撤单不成功", Seconds{60}).size() == 1);

  Dialogs dialogs;
  dialogs.same = SameOffer{crowd.first + 1, crowd.first, noon};
  for (const auto& [words, verb] : std::vector<std::pair<std::string, Verb>>{{"是", Verb::join},
                                                                             {"是的。", Verb::join},
                                                                             {"一样", Verb::join},
                                                                             {"不是", Verb::apart},
                                                                             {"No", Verb::apart}}) {
    Intent intent;
    intent.message.emplace();
    intent.message->text = words;
    answer_offer(intent, dialogs, noon + Seconds{60});
    INFO(words);
    REQUIRE(intent.command);
    CHECK(intent.command->verb == verb);
  }
  Intent late;
  late.message.emplace();
  late.message->text = "是";
  answer_offer(late, dialogs, noon + Seconds{700});
  CHECK_FALSE(late.command);
}

TEST_CASE("opening costs its three statements, and one more of an incident costs none beside them", "[pg]") {
  Crowd crowd;
  for (int i = 0; i < 30; ++i) crowd.report(i, "股票交易不了", Seconds{i});
  CHECK(crowd.statements == 3);
  crowd.report(40, "新股中签查询不到结果", Seconds{40});
  CHECK(crowd.statements == 3);
}

TEST_CASE("the card that was pressed changes in the group where it stands, in an incident too", "[pg]") {
  Crowd crowd;
  for (int i = 0; i < 8; ++i) crowd.report(i, "股票交易不了", Seconds{i});
  crowd.presses = true;
  const auto rows = crowd.report(8, "股票交易不了", Seconds{8});
  const auto card =
      std::find_if(rows.begin(), rows.end(), [](const OutboxDraft& row) { return row.notice.updates_card; });
  REQUIRE(card != rows.end());
  CHECK(card->chat == reporters);
  CHECK(card->response_code == "CODE");
}

TEST_CASE("two groups are told of one incident, each once", "[pg]") {
  Crowd crowd;
  std::size_t told = 0;
  for (int i = 0; i < 12; ++i)
    for (const auto& row :
         crowd.report(i, "股票交易不了", Seconds{i}, i % 2 == 0 ? "wrReporters" : "wrOthers"))
      if (row.notice.key == "ticket.incident.group") ++told;
  CHECK(told == 2);
}

TEST_CASE("once the incident is over the same words are a new trouble", "[pg]") {
  Crowd crowd;
  for (int i = 0; i < 6; ++i) crowd.report(i, "股票交易不了", Seconds{i});
  CHECK(crowd.load(crowd.last).incident == crowd.first);
  auto world = crowd.world({crowd.first});
  crowd.write(said(world, "解决 " + std::to_string(crowd.first) + " 程序类 原因 网关故障 方案 已切换"));
  crowd.report(7, "股票交易不了", Seconds{600});
  CHECK(crowd.load(crowd.last).incident == 0);
}

TEST_CASE("300 reports of one trouble: one proposal, and the group sees at most five lines of the bot") {
  Crowd crowd;
  std::size_t in_group = 0, proposals = 0, leads = 0, words = 0;
  for (int i = 0; i < 300; ++i) {
    const auto rows =
        crowd.report(i, i % 2 == 0 ? "股票交易不了" : "客户说股票交易不了，很急", Seconds{2 * i});
    in_group += lines_in(rows, reporters);
    for (const auto& row : rows) {
      if (row.notice.key == "ticket.incident.proposed")
        ++(row.chat.kind == ChatKind::group ? proposals : leads);
      if (row.notice.key == "ticket.incident.group") ++words;
    }
    // Nobody is left without an answer, there or 1:1.
    const bool answered = lines_in(rows, reporters) > 0 ||
                          lines_in(rows, {"app", "p" + std::to_string(i), ChatKind::single}) > 0;
    REQUIRE(answered);
  }
  CHECK(in_group <= 5);
  CHECK(words == 1);
  CHECK(proposals == 1);
  CHECK(leads == 1);
}

TEST_CASE(
    "solving the parent tells 300 reporters in person, within the limits, each with a proof of its own") {
  Crowd crowd;
  for (int i = 0; i < 301; ++i) crowd.report(i, "股票交易不了", Seconds{i});
  auto world = crowd.world({crowd.first});
  world.alike = crowd.in([&](Transaction& t) { return alike_of(t, crowd.first); });
  REQUIRE(world.alike.size() == 300);
  const auto gathered = pressed(world, "ticket.join:" + std::to_string(crowd.first));
  CHECK(gathered.changes.size() == 300);
  crowd.write(gathered);

  world = crowd.world({crowd.first});
  world.children = crowd.in([&](Transaction& t) { return children_of(t, crowd.first); });
  const auto solved =
      said(world, "解决 " + std::to_string(crowd.first) + " 程序类 原因 行情网关故障 方案 已切换，请重试");
  CHECK(solved.changes.size() == 301);
  crowd.write(solved);
  TurnOrigin origin;
  origin.directory = &crowd.directory_;
  origin.org = "corp";
  std::vector<OutboxDraft> told;
  for (auto& row : route(origin, solved.says))
    if (row.notice.key == "ticket.told.resolved") told.push_back(row);
  REQUIRE(told.size() == 301);
  CHECK(lines_in(told, reporters) == 0);
  std::set<std::string> people;
  std::set<long long> tickets;
  for (const auto& row : told) {
    people.insert(row.chat.id);
    tickets.insert(row.ticket);
    const bool is_parent = row.ticket == crowd.first;
    CHECK(row.notice.choices.size() == (is_parent ? 0U : 1U));
  }
  CHECK(people.size() == 301);
  CHECK(tickets.size() == 301);
  crowd.in([&](Transaction& t) { return enqueue(t, told).size(); });
  crowd.in([&](Transaction& t) {
    for (const auto number : tickets) CHECK(deliveries_of(t, {number}).size() == 1);
    return Done{};
  });

  // The buckets are the deliverer's; their clock is moved by hand.
  const std::vector<RateLimit> limits{{"company", "wecom_app", 60, Seconds{60}},
                                      {"member", "wecom_app", 30, Seconds{60}}};
  const auto started = std::chrono::steady_clock::now();
  double clock = 0;  // what is skipped; the buckets also fill while this runs
  std::vector<double> sent;
  for (const auto& row : told) {
    const auto buckets = buckets_of(limits, crowd.directory_.accounts().at("app"), row.chat, Lane::reporter);
    for (auto wait = crowd.in([&](Transaction& t) { return take(t, buckets); }); wait > Millis{0};
         wait = crowd.in([&](Transaction& t) { return take(t, buckets); })) {
      clock += std::chrono::duration<double>(wait).count();
      crowd.in([&](Transaction& t) {
        return t
            .run("UPDATE bucket SET updated_at = updated_at - $1::bigint * interval '1 millisecond'",
                 {std::to_string(wait.count())})
            .affected;
      });
    }
    sent.push_back(clock + std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count());
  }
  for (std::size_t i = 60; i < sent.size(); ++i) CHECK(sent[i] - sent[i - 60] > 59);
  CHECK(sent.back() < 600);
}
