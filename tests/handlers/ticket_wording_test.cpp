#include <catch2/catch.hpp>
#include <fstream>
#include <set>

#include "handlers/tickets/desk.h"
#include "handlers/tickets/incident.h"
#include "templates/handover.h"

// Every notice the desk can say has its words, in every language. Reads the files as lines: rendering is
// tested elsewhere.

namespace {

std::set<std::string> keys_of(const std::string& locale) {
  std::ifstream file(std::string(SOURCE_FOLDER) + "/templates/messages/" + locale + "/tickets.toml");
  REQUIRE(file);
  std::set<std::string> keys;
  for (std::string line; std::getline(file, line);)
    if (line.starts_with("[") && line.ends_with("]"))
      CHECK(keys.insert(line.substr(1, line.size() - 2)).second);
  return keys;
}

Ticket ticket_in(TicketState state) {
  Ticket ticket;
  ticket.number = 1002;
  ticket.state = state;
  ticket.seen_by_team = true;
  ticket.title = "股票交易不了";
  ticket.reporter = {"corp/lilei", "LiLei", "李雷"};
  return ticket;
}

void collect(std::set<std::string>& used, const std::vector<Say>& says) {
  for (const auto& say : says) {
    used.insert(say.notice.key);
    for (const auto& choice : say.notice.choices) used.insert(choice.label);
  }
}

void use_runbooks(std::set<std::string>& used, DeskWorld world) {
  world.tickets = {ticket_in(TicketState::fresh)};
  collect(used, decide(world, *parse_command("勾选 1002", "")).says);
  Runbook runbook;
  runbook.id = "x";
  runbook.words = {"股票"};
  runbook.steps.emplace_back();
  const std::vector<Runbook> runbooks{runbook};
  world.runbooks = &runbooks;
  for (const auto* text : {"勾选 1002", "勾选 1002 1"})
    collect(used, decide(world, *parse_command(text, "")).says);
}

/// Putting together and taking apart, by the team and by a reporter.
void use_incidents(std::set<std::string>& used, DeskWorld world) {
  world.tickets = {ticket_in(TicketState::fresh), ticket_in(TicketState::accepted)};
  world.tickets[1].number = 1001;
  const auto reporter = world.tickets[0].reporter;
  Command join = *command_of_click({"ticket.join:1002-1001", "card", "", {}});
  join.offered = true;
  const auto all = [&] {
    for (const auto* text : {"合并 1002 到 1001", "合并 1001", "拆出 1002"})
      collect(used, decide(world, *parse_command(text, "")).says);
    collect(used, decide(world, join).says);
    collect(used, decide(world, *command_of_click({"ticket.apart:1002-1001", "", "", {}})).says);
  };
  all();
  world.tickets[0].parent = 1001;
  world.children = {world.tickets[0]};
  all();
  collect(used, decide(world, *parse_command("解决 1001 程序类 原因 好 方案 行", "")).says);
  world.actor = reporter;
  world.role.clear();
  world.in_team_chat = false;
  all();
  world.role = "agent";
  world.tickets[1].parent = 1000;
  all();
  world.tickets[1] = ticket_in(TicketState::closed);
  world.tickets[1].number = 1001;
  all();
  Sighting other;
  other.number = 1001;
  collect(used, {offer_same(world.tickets[0], other, {})});
  collect(used, on_burst(1001, {other}, world.tickets[0], {{reporter, "lead"}}));
  collect(used, {told_to_group({}, 1001, world.tickets[0], {})});
}

std::set<std::string> used_keys() {
  const std::vector<std::string> texts{"查询 1002",
                                       "受理 1002",
                                       "接管 1002",
                                       "回复 1002 好",
                                       "回复 1002",
                                       "备注 1002 好",
                                       "提问 1002 好",
                                       "转派 1002",
                                       "转派 1002 研发",
                                       "转派 1002 @谁 好",
                                       "转派 1002 研发 好",
                                       "解决 1002",
                                       "解决 1002 程序类",
                                       "解决 1002 程序类 原因 好 方案 行",
                                       "关闭 1002",
                                       "重开 1002",
                                       "受理",
                                       "受理 1003",
                                       "受理 1002 1003",
                                       "关闭 1002 1003",
                                       "查询 1002 1003",
                                       "时钟 1002",
                                       "级别 1002",
                                       "级别 1002 高",
                                       "批准 1002",
                                       "等待 1002",
                                       "等待 1002 第三方",
                                       "继续 1002",
                                       "我的",
                                       "待处理",
                                       "现在谁值班",
                                       "帮助"};
  const auto rules = load_handover_rules(std::string(SOURCE_FOLDER) + "/templates/handover");
  REQUIRE(rules);
  std::set<std::string> used;
  for (int i = 0; i <= static_cast<int>(TicketState::cancelled); ++i)
    for (const auto& [person, role, in_team_chat] :
         std::vector<std::tuple<std::string, std::string, bool>>{{"corp/chen", "agent", true},
                                                                 {"corp/chen", "agent", false},
                                                                 {"corp/sun", "tester", true},
                                                                 {"corp/out", "ended", false},
                                                                 {"corp/lilei", "", false},
                                                                 {"corp/other", "", false}}) {
      DeskWorld world;
      world.actor = {person, person, ""};
      world.role = role;
      world.in_team_chat = in_team_chat;
      world.tickets = {ticket_in(static_cast<TicketState>(i))};
      world.team = {{{"corp/wu", "wu", "吴工"}, "developer"}};
      world.queue = i == 0 ? std::vector<Ticket>{} : world.tickets;
      world.mine = world.queue;
      if (i == 1) world.clocks = {{"response_left", "1:00"}};
      if (i == 1) world.duty = {{{"roster", "事件值班"}}};
      for (const auto& text : texts) collect(used, decide(world, *parse_command(text, "")).says);
      collect(used, decide(world, unknown_command("授理 1002")).says);
      collect(used, decide(world, *parse_command("指派 1002", "")).says);
      world.on_duty = {"lilei"};  // who reported it
      collect(used, decide(world, *parse_command("指派 1002", "")).says);
      auto own = world;
      own.team = {{{person, person, "陈洁"}, "agent"}};
      collect(used, decide(own, *parse_command("指派 1002 @陈洁", "")).says);
      Command dropped;
      dropped.verb = Verb::transfer;
      collect(used, decide(world, dropped).says);
      world.tickets[0].approval = "wanted";
      world.tickets[0].waits_for = "vendor";
      for (const auto& handed_by : {world.actor, Party{"corp/else", "else", ""}}) {
        world.tickets[0].handed_by = handed_by;
        for (const auto* text : {"批准 1002", "解决 1002 程序类 原因 好 方案 行", "继续 1002"})
          collect(used, decide(world, *parse_command(text, "")).says);
      }
      world.handover = &*rules;
      collect(used, decide(world, *parse_command("转派 1002 研发 好", "")).says);
      collect(used, decide(world, *parse_command("等待 1002 第三方", "")).says);
      world.handover = nullptr;
      use_incidents(used, world);
      use_runbooks(used, world);
      world.tickets[0] = ticket_in(static_cast<TicketState>(i));
      world.tickets[0].assignee = world.actor;
      collect(used, decide(world, *parse_command("接管 1002", "")).says);
      TicketEvent words;
      collect(used, on_follow_up(world.tickets[0], words, {}));
      words.media = {Media{}};
      collect(used, on_follow_up(world.tickets[0], words, {}));
      collect(used, on_cancelled(world.tickets[0], {}));
      collect(used, {file_to_reporter(world.tickets[0], 7, Media::Kind::image)});
    }
  return used;
}

}  // namespace

TEST_CASE("each notice of the desk has words in each language, and no words are left over") {
  const auto chinese = keys_of("zh-CN"), english = keys_of("en"), used = used_keys();
  CHECK(chinese == english);
  for (const auto& key : used) {
    INFO(key);
    CHECK(chinese.count(key) == 1);
  }
  for (const auto& key : chinese) {
    INFO(key);
    CHECK(used.count(key) == 1);
  }
}
