#include "tests/handlers/desk_world.h"

using namespace desk_world;

TEST_CASE("the buttons of a card are steps that its state allows") {
  for (int i = 0; i <= static_cast<int>(TicketState::cancelled); ++i) {
    const auto ticket = ticket_in_state(static_cast<TicketState>(i));
    const auto card = new_card(ticket, {noon, 480, nullptr});
    REQUIRE_FALSE(card.choices.empty());
    CHECK(card.choices.size() <= 6);
    for (const auto& choice : card.choices) {
      INFO(card.key << " " << choice.key);
      const auto decision = pressed(world_with({ticket}, {"corp/zhou", "zhou", "周工"}, "agent"), choice.key);
      CHECK(decision.changes.size() == (choice.key.starts_with("ticket.show:") ? 0 : 1));
    }
  }
}

TEST_CASE("every new card has an identity of its own") {
  const NoticeWorld world{noon, 480, nullptr};
  auto ticket = ticket_in_state(TicketState::fresh);
  const auto first = new_card(ticket, world).task_id;
  CHECK(first.find_first_not_of("0123456789abcdefghijklmnopqrstuvwxyz-") == std::string::npos);
  CHECK(new_card(ticket, {noon + Millis{1}, 480, nullptr}).task_id != first);
  ++ticket.version;
  CHECK(new_card(ticket, world).task_id != first);
}

TEST_CASE("the lists show number, title, state and age, masked") {
  auto world = world_with({});
  world.queue = {ticket_in_state(TicketState::fresh)};
  const auto decision = said(world, "待处理");
  REQUIRE(decision.says.size() == 1);
  CHECK(decision.says[0].notice.key == "ticket.queue");
  const auto& line = decision.says[0].notice.items.at(0);
  CHECK(line.at("number") == "1002");
  CHECK(line.at("is_new") == "1");
  CHECK(line.at("age_h") == "2");
  CHECK_FALSE(shows(decision, "13812345678"));
  CHECK(reply_key(said(world, "我的")) == "ticket.mine.empty");
}

TEST_CASE("no customer's number leaves whole, whatever is done") {
  for (int i = 0; i <= static_cast<int>(TicketState::cancelled); ++i) {
    auto ticket = ticket_in_state(static_cast<TicketState>(i));
    ticket.solution = ticket.reason = "给 13812345678 重置";
    ticket.category = "data";
    const auto world = world_with({ticket});
    for (const std::string text :
         {"查询 1002", "受理 1002", "接管 1002", "回复 1002 请 13812345678 重试", "备注 1002 13812345678",
          "提问 1002 是13812345678吗", "转派 1002 研发 13812345678 报错",
          "解决 1002 数据类 13812345678 数据缺失 已给13812345678补录", "关闭 1002", "重开 1002 13812345678",
          "查询 1002 1003"}) {
      INFO(name_of(ticket.state) << " " << text);
      CHECK_FALSE(shows(said(world, text), "13812345678"));
    }
    TicketEvent words;
    words.step = Step::followed_up;
    words.by = li_lei;
    words.text = "客户 13812345678 还是不行";
    CHECK_FALSE(shows({{}, on_follow_up(ticket, words, {noon, 480, nullptr})}, "13812345678"));
    CHECK_FALSE(shows({{}, on_submitted(ticket, {noon, 480, nullptr})}, "13812345678"));
  }
}

TEST_CASE("what the reporter adds reaches the team and the one who has the ticket") {
  TicketEvent words;
  words.step = Step::followed_up;
  words.by = li_lei;
  words.text = "还是不行";
  auto ticket = ticket_in_state(TicketState::accepted);
  auto says = on_follow_up(ticket, words, {noon, 480, nullptr});
  REQUIRE(says.size() == 1);
  CHECK(says[0].to.kind == To::Kind::team);
  CHECK(says[0].notice.mentions == std::vector<std::string>{"chen"});
  CHECK(says[0].notice.params.at("number") == "1002");
  CHECK(says[0].notice.params.at("text") == "还是不行");

  ticket.assignee = wu;
  ticket.holder = "developer";
  says = on_follow_up(ticket, words, {noon, 480, nullptr});
  REQUIRE(says.size() == 2);
  CHECK(says[1].to.kind == To::Kind::person);
  CHECK(says[1].to.contact == "wu");

  words.media = {{}, {}};
  CHECK(on_follow_up(ticket, words, {noon, 480, nullptr})[0].notice.params.at("count") == "2");

  Ticket unseen = ticket_in_state(TicketState::draft);
  unseen.seen_by_team = false;
  CHECK(on_follow_up(unseen, words, {noon, 480, nullptr}).empty());
  CHECK(on_cancelled(unseen, {noon, 480, nullptr}).empty());
}

TEST_CASE("times are shown as the firm's clock shows them") {
  auto ticket = ticket_in_state(TicketState::fresh);
  ticket.created_at =
      std::chrono::sys_days{std::chrono::year{2026} / 3 / 10} + std::chrono::minutes{17 * 60 + 5};
  const NoticeWorld world{noon, 480, nullptr};
  CHECK(detail_of(ticket, world).params.at("created") == "2026-03-11 01:05");
  CHECK(detail_of(ticket, world).params.at("when") == "2026-03-10 09:40");
  ticket.fields["time"] = "2026-03-10/am";
  CHECK(detail_of(ticket, world).params.at("when_am") == "2026-03-10");
}

TEST_CASE("查询 tells what became of the last notices to the reporter") {
  auto world = world_with({ticket_in_state(TicketState::accepted)});
  for (int i = 0; i < 7; ++i) {
    Delivery delivery;
    delivery.ticket = i == 0 ? 1003 : 1002;
    delivery.key = i == 1 ? "ticket.card.new" : "ticket.told.replied";
    delivery.state = i == 2 ? "superseded" : i == 6 ? "due" : "sent";
    delivery.created_at = noon;
    world.deliveries.push_back(delivery);
  }
  const auto decision = said(world, "查询 1002");
  const auto& items = decision.says.at(0).notice.items;
  REQUIRE(items.size() == 4);
  CHECK(items[0].at("was_replied") == "1");
  CHECK(items[0].count("is_sent") == 1);
  CHECK(items[3].count("is_due") == 1);
}
