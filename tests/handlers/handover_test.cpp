#include "templates/handover.h"

#include <algorithm>

#include "handlers/tickets/handover.h"
#include "handlers/tickets/hands.h"
#include "tests/handlers/desk_world.h"

using namespace desk_world;

namespace {

const Party sun{"corp/sun", "sun", "孙工"};

const HandOverRules& rules() {
  static const auto loaded = load_handover_rules(std::string(SOURCE_FOLDER) + "/templates/handover");
  REQUIRE(loaded);
  return *loaded;
}

DeskWorld strict_world(std::vector<Ticket> tickets, const Party& actor = chen,
                       const std::string& role = "agent") {
  auto world = world_with(std::move(tickets), actor, role);
  world.handover = &rules();
  world.chat = {"bot", "team", ChatKind::group};
  return world;
}

/// The next words in the same chat, as the answer to what the transfer lacked.
DeskDecision answered(const DeskWorld& world, const HandOverDraft& draft, const std::string& text) {
  Inbound message;
  message.chat = world.chat;
  message.text = text;
  const auto command = answer_to(draft, message, parse_command(text, ""), world.now);
  REQUIRE(command);
  return decide(world, *command);
}

Ticket after(const Ticket& ticket, const DeskDecision& decision) {
  REQUIRE(decision.changes.size() == 1);
  return applied(ticket, decision.changes[0].event);
}

Ticket with_script() {
  const auto ticket = ticket_in_state(TicketState::accepted);
  return after(
      ticket,
      said(strict_world({ticket}),
           "转派 1002 运维 数据修复 脚本 https://git.example.com/fix.sql 复核人 王工 回退 还原备份表"));
}

TicketEvent at(Step step, int minute, const std::string& role, const std::string& target = "") {
  TicketEvent event;
  event.step = step;
  event.at = noon + std::chrono::minutes{minute};
  event.role = role;
  event.by = role == "reporter" ? li_lei : chen;
  event.target_role = target;
  return event;
}

}  // namespace

TEST_CASE("a transfer that carries all of the checklist goes at once, and the target reads it") {
  const auto ticket = ticket_in_state(TicketState::accepted);  // its report says when
  const auto decision = said(strict_world({ticket}),
                             "转派 1002 研发 程序缺陷 请求号 R-77 日志链接 https://log.example.com/R-77");
  const auto handed = after(ticket, decision);
  CHECK(handed.state == TicketState::transferred);
  CHECK(handed.why == "program_fault");
  CHECK(handed.checklist.at("request_id") == "R-77");
  CHECK(handed.checklist.at("time") == "2026-03-10T09:40");
  CHECK_FALSE(decision.handover);
  const auto* told = to(decision, To::Kind::person);
  REQUIRE(told);
  CHECK(told->to.contact == "wu");
  CHECK(told->notice.items.size() == 4);
  CHECK(told->notice.items[0].at("value") == "程序缺陷");
  CHECK(std::any_of(told->notice.items.begin(), told->notice.items.end(),
                    [](const Params& item) { return item.at("value") == "2026-03-10 09:40"; }));
}

TEST_CASE("what a transfer lacks is asked for in one message, and nothing is sent before it is there") {
  const auto ticket = ticket_in_state(TicketState::accepted);
  const auto world = strict_world({ticket});
  auto decision = said(world, "转派 1002 研发 日志报空指针");
  CHECK(decision.changes.empty());
  CHECK(decision.says.size() == 1);
  CHECK(reply_key(decision) == "ticket.handover.ask");
  REQUIRE(decision.handover);
  CHECK(decision.handover->asked == std::vector<std::string>{"why", "request_id", "log"});
  decision = answered(world, *decision.handover, "2 R-77");
  CHECK(decision.changes.empty());
  REQUIRE(decision.handover);
  CHECK(decision.handover->asked == std::vector<std::string>{"why", "log"});
  decision = answered(world, *decision.handover, "https://log.example.com/R-77，程序缺陷");
  CHECK_FALSE(decision.handover);
  const auto handed = after(ticket, decision);
  CHECK(handed.checklist.at("request_id") == "R-77");
  CHECK(decision.changes[0].event.text == "日志报空指针");
}

TEST_CASE("files sent with a transfer that lacks something go with it once it is complete") {
  const auto ticket = ticket_in_state(TicketState::accepted);
  auto world = strict_world({ticket});
  Media first, second;
  first.media_id = "first";
  second.media_id = "second";
  world.media = {first};
  auto decision = said(world, "转派 1002 研发 程序缺陷 日志报空指针");
  REQUIRE(decision.handover);
  world.media = {second};
  decision = answered(world, *decision.handover, "请求号 R-77");
  REQUIRE(decision.handover);
  world.media.clear();
  decision = answered(world, *decision.handover, "https://log.example.com/R-77");
  REQUIRE(decision.changes.size() == 1);
  CHECK(decision.changes[0].event.media == std::vector<Media>{first, second});
}

TEST_CASE("a moment of which only the part of the day is known is said in words") {
  auto ticket = ticket_in_state(TicketState::accepted);
  ticket.fields["time"] = "2026-03-10/am";
  const auto decision = said(strict_world({ticket}),
                             "转派 1002 研发 程序缺陷 请求号 R-77 日志链接 https://log.example.com/R-77");
  const auto* told = to(decision, To::Kind::person);
  REQUIRE(told);
  CHECK(std::any_of(told->notice.items.begin(), told->notice.items.end(), [](const Params& item) {
    return item.at("value") == "2026-03-10" && item.count("am") == 1;
  }));
}

TEST_CASE("verbs and words about another ticket are no answer; 取消 leaves everything as it was") {
  const auto world = strict_world({ticket_in_state(TicketState::accepted)});
  const auto draft = *said(world, "转派 1002 研发").handover;
  Inbound message;
  message.chat = world.chat;
  for (const auto* text : {"受理 1003", "待处理", "#1003 看了日志"}) {
    message.text = text;
    CHECK_FALSE(answer_to(draft, message, parse_command(text, ""), noon));
  }
  const auto dropped = answered(world, draft, "取消");
  CHECK(dropped.changes.empty());
  CHECK(reply_key(dropped) == "ticket.handover.dropped");
}

TEST_CASE("a script is run after a second person has approved it, and never by who handed it over") {
  const auto ticket = with_script();
  CHECK(ticket.approval == "wanted");
  auto decision = said(strict_world({ticket}, sun, "ops"), "解决 1002 数据类 原因 持仓错 方案 已修复");
  CHECK(decision.changes.empty());
  CHECK(reply_key(decision) == "ticket.refuse.approval");
  decision = pressed(strict_world({ticket}), "ticket.approve:1002");
  CHECK(decision.changes.empty());
  CHECK(reply_key(decision) == "ticket.refuse.same_person");
  const auto approved = after(ticket, pressed(strict_world({ticket}, wu, "ops"), "ticket.approve:1002"));
  CHECK(approved.approval == "given");
  CHECK(approved.approved_by == wu);
  CHECK(approved.state == TicketState::transferred);
  CHECK(
      after(approved, said(strict_world({approved}, sun, "ops"), "解决 1002 数据类 原因 持仓错 方案 已修复"))
          .state == TicketState::resolved);
  CHECK(reply_key(said(strict_world({approved}, wu, "ops"), "批准 1002")) == "ticket.refuse.no_approval");
}

TEST_CASE("another script needs another approval") {
  auto approved = applied(with_script(), [] {
    TicketEvent event;
    event.step = Step::approved;
    event.by = wu;
    return event;
  }());
  const auto again = after(approved, said(strict_world({approved}, wu, "lead"),
                                          "转派 1002 运维 数据修复 脚本 fix2.sql 复核人 王工 回退 无需"));
  CHECK(again.approval == "wanted");
}

TEST_CASE("waiting has a reason, the reporter hears of it, and only going on ends it") {
  const auto ticket = ticket_in_state(TicketState::accepted);
  auto decision = said(strict_world({ticket}), "等待 1002");
  CHECK(decision.changes.empty());
  CHECK(reply_key(decision) == "ticket.refuse.waits_for");
  decision = said(strict_world({ticket}), "等待 1002 第三方 银行周一答复");
  const auto waits = after(ticket, decision);
  CHECK(waits.state == TicketState::waiting);
  CHECK(waits.waits_for == "vendor");
  CHECK(to(decision, To::Kind::person)->notice.key == "ticket.told.paused");
  CHECK(to(decision, To::Kind::person)->notice.params.at("waits_for") == "第三方");
  CHECK_FALSE(is_told(decision.changes[0].event.step));  // the words about it stay in the team
  CHECK(applied(waits, at(Step::followed_up, 1, "reporter")).state == TicketState::waiting);
  const auto on = after(waits, said(strict_world({waits}), "继续 1002"));
  CHECK(on.state == TicketState::accepted);
  CHECK(on.waits_for.empty());
}

TEST_CASE(
    "a ticket that comes back again and again is flagged for everybody of the team, not for its reporter") {
  auto ticket = ticket_in_state(TicketState::accepted);
  for (const auto* role : {"developer", "agent", "developer", "agent"})
    ticket = applied(ticket, at(Step::transferred, 0, "agent", role));
  CHECK(ticket.returns == 3);
  CHECK(goes_back_and_forth(ticket));
  CHECK(new_card(ticket, {}).params.at("returns") == "3");
  CHECK(line_of(ticket, {}).at("returns") == "3");
  CHECK(detail_of(ticket, {}).params.count("returns") == 0);
}

TEST_CASE("time in hand is counted by role from the events alone") {
  const std::vector<TicketEvent> events{
      at(Step::opened, 0, "reporter"),       at(Step::submitted, 5, "reporter"),
      at(Step::accepted, 15, "agent"),       at(Step::asked, 20, "agent"),
      at(Step::followed_up, 50, "reporter"), at(Step::transferred, 60, "agent", "developer"),
      at(Step::resolved, 180, "developer"),  at(Step::reopened, 200, "reporter")};
  const auto sums = time_in_hand(events, noon + std::chrono::minutes{210});
  using std::chrono::minutes;
  CHECK(sums == std::map<std::string, Millis>{{"agent", minutes{15 + 10}},
                                              {"reporter", minutes{30}},
                                              {"developer", minutes{120 + 10}}});
  const auto stretches = hands_of(events, noon + minutes{210});
  for (std::size_t i = 1; i < stretches.size(); ++i) CHECK(stretches[i - 1].until <= stretches[i].from);
}
