#include "bot/access.h"

#include <catch2/catch.hpp>

#include "handlers/accounts/account_store.h"
#include "handlers/tickets/rights.h"
#include "templates/handover.h"
#include "tests/handlers/desk_world.h"
#include "tests/support/test_database.h"

using namespace desk_world;

namespace {

const Party me{"corp/me", "me", "我"}, other{"corp/other", "other", "别人"};

struct Spoken {
  Verb verb;
  const char* words;
  TicketState state;  // one in which the verb is possible
};
const Spoken spoken[] = {
    {Verb::show, "查询 1002", TicketState::accepted},
    {Verb::clock, "时钟 1002", TicketState::accepted},
    {Verb::grade, "级别 1002 高 很多客户", TicketState::accepted},
    {Verb::accept, "受理 1002", TicketState::fresh},
    {Verb::take, "接管 1002", TicketState::accepted},
    {Verb::reply, "回复 1002 好的", TicketState::accepted},
    {Verb::note, "备注 1002 好的", TicketState::accepted},
    {Verb::ask, "提问 1002 哪个版本", TicketState::accepted},
    {Verb::transfer, "转派 1002 测试 无法复现 步骤 买入 设备 华为 9.0.3", TicketState::accepted},
    {Verb::transfer, "指派 1002", TicketState::accepted},
    {Verb::resolve, "解决 1002 程序类 原因 空指针 方案 已发布", TicketState::accepted},
    {Verb::close, "关闭 1002", TicketState::resolved},
    {Verb::reopen, "重开 1002 还是不行", TicketState::resolved},
    {Verb::approve, "批准 1002", TicketState::accepted},
    {Verb::wait, "等待 1002 第三方 报文", TicketState::accepted},
    {Verb::resume, "继续 1002", TicketState::waiting},
    {Verb::split, "拆出 1002", TicketState::accepted},
    {Verb::join, "合并 1002 到 1001", TicketState::accepted},
    {Verb::check, "勾选 1002 1", TicketState::accepted},
};

enum class Of { mine, held, waiting_for_role, others };

Ticket ticket_for(const Spoken& one, Of of, Role role) {
  auto ticket = ticket_in_state(one.state);
  ticket.reporter = of == Of::mine ? me : li_lei;
  ticket.assignee = of == Of::held && one.verb != Verb::take ? me
                    : of == Of::waiting_for_role             ? Party{}
                                                             : other;
  if (of == Of::held && one.verb == Verb::take) ticket.assignee = Party{};
  if (one.verb == Verb::approve) {
    ticket.approval = "wanted";
    ticket.handed_by = other;
  }
  if (one.verb == Verb::split) ticket.parent = 1001;
  if (one.verb == Verb::resume) ticket.waits_for = "vendor";
  ticket.holder = of == Of::held || of == Of::waiting_for_role ? name_of(role) : "agent";
  return ticket;
}

const HandOverRules& rules() {
  static const auto loaded = load_handover_rules(std::string(SOURCE_FOLDER) + "/templates/handover");
  REQUIRE(loaded);
  return *loaded;
}

const std::vector<Runbook>& runbooks() {
  static const std::vector<Runbook> all{{"buying",
                                         {{"zh-CN", "买入"}},
                                         {},
                                         {},
                                         {"买入异常"},
                                         {{{{"zh-CN", "看日志"}}, {}, "agent", Seconds{0}}}}};
  return all;
}

/// A ticket is put under another as a member only, unless the bot has offered it to its reporter.
bool may_say(const Actor& actor, Verb verb, const Ticket& ticket) {
  if (verb == Verb::join)
    return is_team(actor.role) && granted(actor.role, Act::merge, thing_of(actor, ticket)) != Grant::no;
  return may(actor, *act_of(verb), ticket) != Grant::no;
}

/// Something was done, or shown with its contents.
bool granted_in_chat(const DeskDecision& decision, Verb verb) {
  if (verb == Verb::clock)
    return reply_key(decision) == "ticket.clock" || reply_key(decision) == "ticket.detail";
  if (verb != Verb::show) return !decision.changes.empty();
  return reply_key(decision) == "ticket.detail";
}

}  // namespace

TEST_CASE("every rule of the table has a letter for every role, and no rule stands there twice") {
  for (const auto& rule : access_rules()) {
    CHECK(rule.grants.size() == role_count);
    CHECK(rule.grants.find_first_not_of("yr-") == rule.grants.npos);
    CHECK(rule.grants.back() == '-');  // whose access has ended may do nothing
    CHECK(std::count_if(access_rules().begin(), access_rules().end(), [&](const AccessRule& one) {
            return one.act == rule.act && one.thing == rule.thing;
          }) == 1);
  }
  CHECK(granted(Role::admin, Act::see, Thing::team_ticket) == Grant::no);
  for (const auto thing : {Thing::own_ticket, Thing::held_ticket, Thing::team_ticket})
    CHECK(granted(Role::contractor, Act::unmask, thing) == Grant::no);
}

TEST_CASE("every verb about a ticket is tried in chat") {
  for (int i = 0; i <= static_cast<int>(Verb::help); ++i) {
    const auto verb = static_cast<Verb>(i);
    // Look-ups have a test of their own (diagnostic_findings_test); "不一样" changes nothing.
    const bool elsewhere = verb == Verb::diagnose || verb == Verb::apart;
    INFO(name_of(verb));
    CHECK((elsewhere || !act_of(verb)) == std::none_of(std::begin(spoken), std::end(spoken),
                                                       [&](const Spoken& one) { return one.verb == verb; }));
  }
}

TEST_CASE("in chat every role does with every ticket what the table says, and nothing else") {
  for (int i = 0; i < role_count; ++i)
    for (const auto& one : spoken)
      for (const auto of : {Of::mine, Of::held, Of::waiting_for_role, Of::others}) {
        const auto role = static_cast<Role>(i);
        const auto ticket = ticket_for(one, of, role);
        auto parent = ticket_in_state(TicketState::accepted, 1001);
        parent.assignee = me;
        auto world = world_with({ticket, parent}, me, role == Role::reporter ? "" : name_of(role));
        world.in_team_chat = false;
        world.runbooks = &runbooks();
        world.on_duty = {wu.contact};
        world.hands = {{wu.person, wu.contact, wu.name, Role::agent, {}, {}}};
        world.clocks = {{"response_left", "1:00"}};
        world.handover = &rules();
        const auto decision = said(world, one.words);
        const auto allowed = may_say({me.person, role}, one.verb, ticket);
        INFO(name_of(role) << ' ' << one.words << ' ' << static_cast<int>(of));
        // A reporter's words with a verb of the team become a message to the team: no right of that verb.
        const bool words = !decision.changes.empty() && decision.changes[0].event.step == Step::followed_up;
        CHECK((granted_in_chat(decision, one.verb) && !words) == allowed);
        if (words) CHECK(may({me.person, role}, Act::follow_up, ticket) == Grant::yes);
        if (!allowed && !words && one.verb != Verb::show && one.verb != Verb::clock)
          CHECK(decision.changes.empty());
        if (may({me.person, role}, Act::see, ticket) == Grant::no) {
          CHECK_FALSE(shows(decision, ticket.title));
          CHECK_FALSE(shows(decision, "李雷"));
        }
        CHECK_FALSE(shows(decision, "13812345678"));
      }
}

TEST_CASE("lists hold what the table lets a role see") {
  for (int i = 0; i < role_count; ++i) {
    const auto role = static_cast<Role>(i);
    auto theirs = ticket_in_state(TicketState::transferred, 1001),
         others = ticket_in_state(TicketState::fresh);
    theirs.holder = name_of(role);
    auto world = world_with({}, me, role == Role::reporter ? "" : name_of(role));
    world.queue = {theirs, others};
    world.in_team_chat = false;
    const auto decision = said(world, "待处理");
    std::size_t expected = 0;
    if (granted(role, Act::see, Thing::queue) != Grant::no)
      for (const auto& ticket : world.queue)
        if (granted(role, Act::see, thing_of({me.person, role}, ticket)) != Grant::no) ++expected;
    INFO(name_of(role));
    CHECK(decision.says.at(0).notice.items.size() == expected);
  }
}

TEST_CASE("a contractor's access ends by itself, in the account and in what chat hears") {
  const TestDatabase database;
  Connection connection(database.settings());
  const Time start{std::chrono::sys_days{std::chrono::year{2026} / 3 / 10}};
  const auto end = start + std::chrono::hours{24};
  const auto role_at = [&](Time at) {
    return *connection.transact([&](Transaction& t) {
      return account_roles(t, {"OUT", "nobody"}, at)["out"];
    });
  };
  REQUIRE(connection.transact([&](Transaction& t) {
    put_desk_account(t, {"out", "外援", "contractor", "", 0, false, false, end});
    open_session(t, "cookie", {"corp", "out", "外援", "wecom", ""}, end - Seconds{60});
    return Done{};
  }));
  CHECK(role_at(end - Seconds{1}) == "contractor");
  CHECK(role_at(end + Seconds{1}) == "ended");
  const auto session = [&](Time at) {
    return connection.transact([&](Transaction& t) { return live_session(t, "cookie", at); });
  };
  CHECK((*session(end - Seconds{30}))->account_role == "contractor");
  CHECK((*session(end + Seconds{1}))->account_role == "ended");
  auto world = world_with({ticket_in_state(TicketState::fresh)}, me, "ended");
  CHECK(reply_key(said(world, "受理 1002")) == "ticket.refuse.ended");
}
