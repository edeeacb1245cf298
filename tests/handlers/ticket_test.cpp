#include "handlers/tickets/ticket.h"

#include <catch2/catch.hpp>
#include <set>

#include "handlers/tickets/reporter.h"
#include "handlers/tickets/ticket_json.h"

namespace {

const Time noon{std::chrono::hours{500000}};
const Party li_lei{"corp/lilei", "LiLei", "李雷"};
const Party chen{"corp/chen", "chen", "陈工"};

TicketEvent event(Step step, const Party& by = chen, const std::string& role = "agent") {
  TicketEvent made;
  made.step = step;
  made.at = noon;
  made.by = by;
  made.role = role;
  return made;
}

std::vector<TicketState> all_states() {
  std::vector<TicketState> states;
  for (int i = 0; i <= static_cast<int>(TicketState::cancelled); ++i)
    states.push_back(static_cast<TicketState>(i));
  return states;
}
std::vector<Step> all_steps() {
  std::vector<Step> steps;
  for (int i = 0; i <= static_cast<int>(Step::cancelled); ++i) steps.push_back(static_cast<Step>(i));
  return steps;
}

}  // namespace

TEST_CASE("the transition table says one thing for each state and step") {
  std::set<std::pair<int, int>> seen;
  for (const auto& row : transitions()) {
    INFO(name_of(row.from) << " " << name_of(row.step));
    CHECK(seen.insert({static_cast<int>(row.from), static_cast<int>(row.step)}).second);
    CHECK(next_state(row.from, row.step) == row.to);
  }
}

TEST_CASE("what the table does not name leaves the state alone") {
  for (const auto state : all_states())
    for (const auto step : all_steps()) {
      if (next_state(state, step)) continue;
      INFO(name_of(state) << " " << name_of(step));
      Ticket ticket;
      ticket.state = state;
      ticket.version = 3;
      const auto after = applied(ticket, event(step));
      CHECK(after.state == state);
      CHECK(after.assignee == ticket.assignee);
      CHECK(after.version == 4);
    }
}

TEST_CASE("a ticket is closed only after it was resolved, and comes back only by reopening") {
  for (const auto state : all_states()) {
    INFO(name_of(state));
    CHECK(next_state(state, Step::closed).has_value() == (state == TicketState::resolved));
    CHECK(next_state(state, Step::reopened).has_value() ==
          (state == TicketState::resolved || state == TicketState::closed));
    CHECK(next_state(state, Step::resolved).has_value() == is_open(state));
    CHECK(next_state(state, Step::transferred).has_value() == is_open(state));
    CHECK(next_state(state, Step::cancelled).has_value() == is_open(state));
    CHECK(next_state(state, Step::noted) == state);
    CHECK(next_state(state, Step::followed_up).has_value());
  }
}

TEST_CASE("names of states and steps read back as themselves") {
  for (const auto state : all_states()) CHECK(state_named(name_of(state)) == state);
  for (const auto step : all_steps()) CHECK(step_named(name_of(step)) == step);
  CHECK_FALSE(state_named("fresh"));
  CHECK_FALSE(step_named(""));
}

TEST_CASE("the whole life of a ticket is the fold of its events") {
  OpenTicket open;
  open.title = "股票交易不了";
  open.report.text = "股票交易不了";
  open.report.origin = {"bot", "group1", ChatKind::group};
  std::vector<TicketEvent> events{opening(open, li_lei, noon, 7).event};
  auto ticket = fold(1002, events);
  CHECK(ticket.state == TicketState::draft);
  CHECK_FALSE(ticket.seen_by_team);
  CHECK(ticket.reporter == li_lei);
  CHECK(ticket.origin == open.report.origin);
  CHECK(ticket.severity == "medium");

  SubmitTicket submit;
  submit.title = "股票交易不了";
  submit.report = open.report;
  submit.report.fields = {{"phone", "13900001111"}, {"system", "trading"}};
  events.push_back(submitted(submit, li_lei, noon + Seconds{60}));
  ticket = fold(1002, events);
  CHECK(ticket.state == TicketState::fresh);
  CHECK(ticket.seen_by_team);
  CHECK(ticket.system == "trading");
  CHECK(ticket.fields.at("phone") == "13900001111");

  events.push_back(event(Step::accepted));
  CHECK(fold(1002, events).assignee == chen);
  events.push_back(event(Step::asked));
  CHECK(fold(1002, events).state == TicketState::waiting);
  CHECK(fold(1002, events).last_team_words_at == noon);
  events.push_back(followed_up(FollowUp{1002, "还是不行", {}}, li_lei, noon));
  CHECK(fold(1002, events).state == TicketState::accepted);

  auto handed = event(Step::transferred);
  handed.target_role = "developer";
  handed.target_name = "研发";
  events.push_back(handed);
  ticket = fold(1002, events);
  CHECK(ticket.state == TicketState::transferred);
  CHECK(ticket.holder == "developer");
  CHECK(ticket.holder_name == "研发");
  CHECK(ticket.assignee == Party{});

  auto solved = event(Step::resolved, {"corp/wu", "wu", "吴工"}, "developer");
  solved.category = "program";
  solved.reason = "空指针";
  solved.solution = "已发布修复";
  events.push_back(solved);
  ticket = fold(1002, events);
  CHECK(ticket.state == TicketState::resolved);
  CHECK(ticket.category == "program");
  CHECK(ticket.solution == "已发布修复");
  CHECK(ticket.assignee.contact == "wu");

  events.push_back(event(Step::closed));
  events.push_back(event(Step::reopened, li_lei, "reporter"));
  ticket = fold(1002, events);
  CHECK(ticket.state == TicketState::reopened);
  CHECK(ticket.assignee.contact == "wu");
  CHECK(ticket.version == static_cast<int>(events.size()));
  CHECK(ticket.created_at == noon);
}

TEST_CASE("a reporter who went silent leaves a draft that the team sees and works on") {
  SubmitTicket silent;
  silent.complete = false;
  const auto ticket =
      fold(1002, {opening(OpenTicket{}, li_lei, noon, 0).event, submitted(silent, li_lei, noon)});
  CHECK(ticket.state == TicketState::draft);
  CHECK(ticket.seen_by_team);
  CHECK(applied(ticket, event(Step::accepted)).state == TicketState::accepted);
}

TEST_CASE("a draft completed after the team took it loses neither the fields nor the assignee") {
  SubmitTicket late;
  late.report.fields = {{"phone", "13900001111"}};
  const auto ticket = fold(1002, {opening(OpenTicket{}, li_lei, noon, 0).event, event(Step::accepted),
                                  submitted(late, li_lei, noon)});
  CHECK(ticket.state == TicketState::accepted);
  CHECK(ticket.assignee == chen);
  CHECK(ticket.fields.at("phone") == "13900001111");
}

TEST_CASE("a lead who accepts holds a ticket as an agent does") {
  Ticket ticket;
  ticket.state = TicketState::transferred;
  ticket.holder = "developer";
  ticket.holder_name = "研发";
  CHECK(applied(ticket, event(Step::accepted, chen, "lead")).holder == "agent");
  CHECK(applied(ticket, event(Step::accepted, chen, "developer")).holder_name == "研发");
}

TEST_CASE("tickets and events read back from their JSON as they were written") {
  auto said = event(Step::transferred);
  said.text = "日志报空指针 \"quoted\"\n";
  said.media = {{Media::Kind::file, "https://x/y", "m1", "key"}};
  said.title = "t";
  said.form = "trading";
  said.system = "trading";
  said.severity = "high";
  said.fields = {{"phone", "13900001111"}};
  said.origin = {"bot", "group1", ChatKind::group};
  said.target_role = "developer";
  said.target_name = "研发";
  said.target = li_lei;
  said.category = "data";
  said.reason = "r";
  said.solution = "s";
  const auto read = event_from_json(to_json(said));
  REQUIRE(read);
  CHECK(*read == said);

  for (const auto state : all_states()) {
    Ticket ticket = fold(1002, {opening(OpenTicket{}, li_lei, noon, 0).event, said, event(Step::replied)});
    ticket.state = state;
    const auto back = ticket_from_json(to_json(ticket));
    REQUIRE(back);
    CHECK(*back == ticket);
  }
  CHECK_FALSE(ticket_from_json("{"));
  CHECK_FALSE(event_from_json("{\"by\": 3}"));
}
