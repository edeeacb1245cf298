#include "handlers/tickets/refusal.h"
#include "tests/handlers/desk_world.h"

using namespace desk_world;

TEST_CASE("accepting makes the member the assignee, tells the reporter and answers with a fresh card") {
  const auto decision = said(world_with({ticket_in_state(TicketState::fresh)}), "受理 1002");
  REQUIRE(decision.changes.size() == 1);
  CHECK(decision.changes[0].number == 1002);
  CHECK(decision.changes[0].event.step == Step::accepted);
  CHECK(decision.changes[0].event.by == chen);
  CHECK(decision.changes[0].event.at == noon);
  CHECK(reply_key(decision) == "ticket.card.accepted");
  CHECK(to(decision, To::Kind::reply)->notice.params.at("assignee") == "陈工");
  const auto* told = to(decision, To::Kind::person);
  REQUIRE(told);
  CHECK(told->to.contact == "LiLei");
  CHECK(told->to.chat == group);
  CHECK(told->notice.key == "ticket.told.accepted");
  CHECK(told->notice.params.at("number") == "1002");
  CHECK(told->ticket == 1002);
  CHECK(to(decision, To::Kind::team) == nullptr);
}

TEST_CASE("a command given 1:1 also puts the new state before the team") {
  auto world = world_with({ticket_in_state(TicketState::fresh)});
  world.in_team_chat = false;
  const auto decision = said(world, "受理 1002");
  CHECK(reply_key(decision) == "ticket.done.accepted");
  REQUIRE(to(decision, To::Kind::team));
  CHECK(to(decision, To::Kind::team)->notice.key == "ticket.card.accepted");
}

TEST_CASE("a member of the team's chat who is not configured counts as an agent") {
  auto world = world_with({ticket_in_state(TicketState::fresh)}, {"corp/new", "new", ""}, "");
  world.in_team_chat = true;
  const auto decision = said(world, "受理 1002");
  REQUIRE(decision.changes.size() == 1);
  CHECK(decision.changes[0].event.role == "agent");
}

TEST_CASE("a reply reaches the reporter, a note and free words do not") {
  const auto world = world_with({ticket_in_state(TicketState::accepted)});
  auto decision = said(world, "回复 1002 请客户重新登录后再试");
  REQUIRE(decision.changes.size() == 1);
  CHECK(decision.changes[0].event.step == Step::replied);
  REQUIRE(to(decision, To::Kind::person));
  CHECK(to(decision, To::Kind::person)->notice.key == "ticket.told.replied");
  CHECK(to(decision, To::Kind::person)->notice.params.at("text") == "请客户重新登录后再试");
  CHECK(reply_key(decision) == "ticket.done.replied");

  for (const auto& note :
       {said(world, "备注 1002 看了日志"), said(world, "看了日志", "事件单 #1002 处理中")}) {
    REQUIRE(note.changes.size() == 1);
    CHECK(note.changes[0].event.step == Step::noted);
    CHECK(to(note, To::Kind::person) == nullptr);
    CHECK(reply_key(note) == "ticket.done.noted");
  }
}

TEST_CASE("a question waits for the reporter and belongs to somebody") {
  const auto decision =
      said(world_with({ticket_in_state(TicketState::fresh)}), "提问 1002 客户用的是哪个版本");
  REQUIRE(decision.changes.size() == 1);
  const auto after = applied(ticket_in_state(TicketState::fresh), decision.changes[0].event);
  CHECK(after.state == TicketState::waiting);
  CHECK(after.assignee == chen);
  CHECK(to(decision, To::Kind::person)->notice.key == "ticket.told.asked");
  CHECK(reply_key(decision) == "ticket.card.waiting");
}

TEST_CASE("a transfer needs somebody and a reason, and tells those it goes to") {
  const auto world = world_with({ticket_in_state(TicketState::accepted)});
  auto decision = said(world, "转派 1002 研发 日志报空指针");
  REQUIRE(decision.changes.size() == 1);
  CHECK(decision.changes[0].event.target_role == "developer");
  CHECK(decision.changes[0].event.text == "日志报空指针");
  REQUIRE(to(decision, To::Kind::person));
  CHECK(to(decision, To::Kind::person)->to.contact == "wu");
  CHECK(to(decision, To::Kind::person)->notice.key == "ticket.team.handover");
  CHECK(reply_key(decision) == "ticket.card.transferred");

  decision = said(world, "转派 1002 @吴工 日志报空指针");
  REQUIRE(decision.changes.size() == 1);
  CHECK(decision.changes[0].event.target == wu);
  CHECK(decision.changes[0].event.target_role == "developer");
  CHECK(said(world, "转派 1002 WU 日志报空指针").changes.at(0).event.target == wu);

  for (const auto& [text, why] : std::vector<std::pair<std::string, std::string>>{
           {"转派 1002", "ticket.refuse.target"},
           {"转派 1002 隔壁 帮忙", "ticket.refuse.target"},
           {"转派 1002 @老王 帮忙", "ticket.refuse.person"},
           {"转派 1002 研发", "ticket.refuse.transfer_reason"}}) {
    decision = said(world, text);
    CHECK(decision.changes.empty());
    CHECK(reply_key(decision) == why);
  }
}

TEST_CASE("a resolution needs category and reason, and brings the solution to the reporter") {
  auto transferred = ticket_in_state(TicketState::transferred);
  CHECK(reply_key(said(world_with({transferred}, wu, "developer"), "解决 1002 已修复")) ==
        "ticket.refuse.not_allowed");
  transferred.holder = "developer";
  const auto world = world_with({transferred}, wu, "developer");
  CHECK(reply_key(said(world, "解决 1002 已修复")) == "ticket.refuse.category");
  CHECK(reply_key(said(world, "解决 1002 程序类")) == "ticket.refuse.reason");
  const auto decision = said(world, "解决 1002 程序类 空指针 已发布修复");
  REQUIRE(decision.changes.size() == 1);
  CHECK(decision.changes[0].event.category == "program");
  CHECK(decision.changes[0].event.reason == "空指针");
  const auto* told = to(decision, To::Kind::person);
  REQUIRE(told);
  CHECK(told->notice.key == "ticket.told.resolved");
  CHECK(told->notice.params.at("solution") == "已发布修复");
  CHECK(reply_key(decision) == "ticket.card.resolved");
  CHECK(to(decision, To::Kind::reply)->notice.params.at("reason_program") == "空指针");
}

TEST_CASE("an illegal step changes nothing and says where the ticket stands") {
  for (const auto& [state, text, where] : std::vector<std::tuple<TicketState, std::string, std::string>>{
           {TicketState::fresh, "关闭 1002", "new"},
           {TicketState::transferred, "重开 1002", "transferred"},
           {TicketState::closed, "解决 1002 程序类 空指针 已修复", "closed"},
           {TicketState::closed, "回复 1002 好的", "closed"},
           {TicketState::cancelled, "受理 1002", "cancelled"},
           {TicketState::accepted, "重开 1002", "accepted"}}) {
    const auto decision = said(world_with({ticket_in_state(state)}), text);
    CHECK(decision.changes.empty());
    CHECK(reply_key(decision) == "ticket.refuse.state");
    CHECK(decision.says.size() == 1);
    CHECK(decision.says[0].notice.params.count("is_" + where) == 1);
    CHECK(decision.says[0].notice.params.at("number") == "1002");
  }
}

TEST_CASE("a press updates the pressed card for everybody; on an outdated card it only does that") {
  auto decision = pressed(world_with({ticket_in_state(TicketState::fresh)}), "ticket.accept:1002");
  CHECK(decision.changes.size() == 1);
  const auto* update = to(decision, To::Kind::reply);
  REQUIRE(update);
  CHECK(update->notice.key == "ticket.card.accepted");
  CHECK(update->notice.task_id == "old-card");
  CHECK(update->notice.updates_card);
  CHECK(update->notice.params.count("late") == 0);
  CHECK(to(decision, To::Kind::person));

  decision = pressed(world_with({ticket_in_state(TicketState::resolved)}), "ticket.accept:1002");
  CHECK(decision.changes.empty());
  REQUIRE(decision.says.size() == 1);
  CHECK(decision.says[0].notice.key == "ticket.card.resolved");
  CHECK(decision.says[0].notice.updates_card);
  CHECK(decision.says[0].notice.task_id == "old-card");
  CHECK(decision.says[0].notice.params.count("late") == 1);

  decision = pressed(world_with({ticket_in_state(TicketState::accepted)}), "ticket.show:1002");
  REQUIRE(decision.says.size() == 2);
  CHECK(decision.says[0].notice.updates_card);
  CHECK(decision.says[1].notice.key == "ticket.detail");
}

TEST_CASE("taking over moves a ticket; taking what nobody has is accepting it") {
  auto decision = said(world_with({ticket_in_state(TicketState::accepted)}, wu, "developer"), "接管 1002");
  CHECK(decision.changes.at(0).event.step == Step::taken);
  CHECK(to(decision, To::Kind::person) == nullptr);
  decision = said(world_with({ticket_in_state(TicketState::fresh)}), "接管 1002");
  CHECK(decision.changes.at(0).event.step == Step::accepted);
  CHECK(to(decision, To::Kind::person));
  for (const std::string text : {"接管 1002", "受理 1002", "accept 1002"})
    CHECK(reply_key(said(world_with({ticket_in_state(TicketState::accepted)}), text)) ==
          "ticket.refuse.already_yours");
}

TEST_CASE("several tickets are accepted in one answer that says how each fared") {
  const auto decision =
      said(world_with({ticket_in_state(TicketState::fresh), ticket_in_state(TicketState::closed, 1003)}),
           "受理 1002 1003 1004");
  CHECK(decision.changes.size() == 1);
  const auto* reply = to(decision, To::Kind::reply);
  REQUIRE(reply);
  CHECK(reply->notice.key == "ticket.many.accept");
  REQUIRE(reply->notice.items.size() == 3);
  CHECK(reply->notice.items[0].at("mark") == "✓");
  CHECK(reply->notice.items[1].at("mark") == "✗");
  CHECK(reply->notice.items[2].at("mark") == "?");
  CHECK(decision.says.front().to.kind == To::Kind::reply);
}

TEST_CASE("no number, an unknown number and missing words are answered with what to type") {
  const auto world = world_with({ticket_in_state(TicketState::accepted)});
  CHECK(reply_key(said(world, "受理")) == "ticket.refuse.which");
  CHECK(reply_key(said(world, "受理 4711")) == "ticket.refuse.unknown");
  CHECK(reply_key(said(world, "回复 1002")) == "ticket.refuse.words");
}

TEST_CASE("an outsourced person sees only what was handed to them") {
  auto world = world_with({ticket_in_state(TicketState::fresh)}, {"corp/out", "out", "外援"}, "contractor");
  world.queue = world.tickets;
  CHECK(reply_key(said(world, "查询 1002")) == "ticket.refuse.unknown");
  CHECK(reply_key(said(world, "待处理")) == "ticket.queue.empty");
  world.tickets[0].holder = "contractor";
  CHECK(reply_key(said(world, "查询 1002")) == "ticket.detail");
}

TEST_CASE("reporters cannot use the team's verbs, but close and reopen what is theirs") {
  auto world = world_with({ticket_in_state(TicketState::fresh)}, li_lei, "");
  for (const char* text : {"受理 1002", "转派 1002 研发 急", "接管 1002"}) {
    const auto decision = said(world, text);
    CHECK(decision.changes.empty());
    CHECK(reply_key(decision) == "ticket.refuse.not_team");
  }
  CHECK(reply_key(said(world, "待处理")) == "ticket.refuse.not_team");

  world.tickets = {ticket_in_state(TicketState::resolved)};
  auto decision = said(world, "重开 1002 还是不行");
  REQUIRE(decision.changes.size() == 1);
  CHECK(decision.changes[0].event.step == Step::reopened);
  CHECK(decision.changes[0].event.role == "reporter");
  CHECK(decision.changes[0].event.text == "还是不行");
  CHECK(reply_key(decision) == "ticket.done.own_reopened");
  CHECK(to(decision, To::Kind::team)->notice.key == "ticket.card.reopened");
  CHECK(to(decision, To::Kind::person) == nullptr);
  // The reason of the reopening reaches the team too.
  CHECK(std::any_of(decision.says.begin(), decision.says.end(),
                    [](const Say& say) { return say.notice.key == "ticket.team.follow_up"; }));
  CHECK(said(world, "关闭 1002").changes.at(0).event.step == Step::closed);

  CHECK(reply_key(said(world_with({ticket_in_state(TicketState::closed)}, li_lei, ""), "关闭 1002")) ==
        "ticket.refuse.own_state");

  world.actor = {"corp/other", "other", "别人"};
  decision = said(world, "关闭 1002");
  CHECK(decision.changes.empty());
  CHECK(reply_key(decision) == "ticket.refuse.not_yours");
  CHECK(reply_key(said(world, "查询 1002")) == "ticket.refuse.not_yours");
}

TEST_CASE("a reporter who answers with the team's verb is heard as one who adds something") {
  const auto decision =
      said(world_with({ticket_in_state(TicketState::waiting)}, li_lei, ""), "回复 1002 是安卓版");
  REQUIRE(decision.changes.size() == 1);
  CHECK(decision.changes[0].event.step == Step::followed_up);
  CHECK(decision.changes[0].event.text == "是安卓版");
  CHECK(to(decision, To::Kind::team)->notice.key == "ticket.team.follow_up");

  auto with_picture = world_with({ticket_in_state(TicketState::waiting)}, li_lei, "");
  CHECK(reply_key(said(with_picture, "回复 1002")) == "ticket.refuse.words");
  with_picture.media = {{}};
  CHECK(to(said(with_picture, "回复 1002"), To::Kind::team)->notice.key == "ticket.team.follow_up_media");
}

TEST_CASE("a reporter who reopens what is open, or closes what is not solved, is heard by the team") {
  for (const auto& [text, heard] : std::vector<std::pair<std::string, std::string>>{
           {"重开 1002 还是不行", "重开 还是不行"}, {"关闭 1002", "关闭"}}) {
    const auto decision = said(world_with({ticket_in_state(TicketState::accepted)}, li_lei, ""), text);
    REQUIRE(decision.changes.size() == 1);
    CHECK(decision.changes[0].event.step == Step::followed_up);
    CHECK(decision.changes[0].event.text == heard);
    CHECK(reply_key(decision) == "ticket.done.follow_up");
    CHECK(to(decision, To::Kind::team)->notice.key == "ticket.team.follow_up");
  }
}

TEST_CASE("who writes what where decides between desk and dialog") {
  const auto desk = [](const std::string& text, const std::string& role, bool in_team_chat,
                       const std::string& quoted = "") {
    const auto command = parse_command(text, quoted);
    return command && is_for_desk(*command, role, in_team_chat);
  };
  CHECK(desk("关闭 账户失败", "agent", true));
  CHECK_FALSE(desk("关闭 账户失败", "agent", false));
  CHECK(desk("受理 1002", "agent", false));
  CHECK(desk("看了日志", "agent", false, "#1002 处理中"));
  CHECK_FALSE(desk("还是不行", "", false, "#1002 处理中"));
  CHECK_FALSE(desk("查询 1002", "", false));
  CHECK_FALSE(desk("我的", "", false));
  CHECK(desk("重开 1002 还是不行", "", false));
  CHECK(desk("受理 1002", "", false));
}

TEST_CASE("words that are no command in the team's group get help with the nearest verb") {
  const auto world = world_with({});
  auto decision = decide(world, unknown_command("授理 1002"));
  CHECK(reply_key(decision) == "ticket.help.nearest");
  CHECK(decision.says[0].notice.params.at("is_accept") == "1");
  CHECK(reply_key(decide(world, unknown_command("今天天气不错"))) == "ticket.help");
  CHECK(reply_key(said(world, "帮助")) == "ticket.help");
}
