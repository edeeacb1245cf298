#pragma once
#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "handlers/tickets/desk.h"

/// Builders and questions for tests of the desk.

namespace desk_world {

inline const Time noon{std::chrono::hours{500000}};
inline const Party li_lei{"corp/lilei", "LiLei", "李雷"};
inline const Party chen{"corp/chen", "chen", "陈工"};
inline const Party wu{"corp/wu", "wu", "吴工"};
inline const Chat group{"bot", "group1", ChatKind::group};

inline Ticket ticket_in_state(TicketState state, long long number = 1002) {
  Ticket ticket;
  ticket.number = number;
  ticket.state = state;
  ticket.seen_by_team = true;
  ticket.title = "客户13812345678买入异常";
  ticket.text = "客户13812345678今天9:40在APP买入600519提示资金账号异常";
  ticket.fields = {{"phone", "13812345678"}, {"time", "2026-03-10T09:40"}};
  ticket.reporter = li_lei;
  ticket.origin = group;
  ticket.created_at = noon - std::chrono::hours{2};
  ticket.version = 2;
  if (state == TicketState::accepted || state == TicketState::waiting || state == TicketState::resolved ||
      state == TicketState::closed)
    ticket.assignee = chen;
  return ticket;
}

inline DeskWorld world_with(std::vector<Ticket> tickets, const Party& actor = chen,
                            const std::string& role = "agent") {
  DeskWorld world;
  world.now = noon;
  world.actor = actor;
  world.role = role;
  world.in_team_chat = !role.empty();
  world.tickets = std::move(tickets);
  world.team = {{chen, "agent"}, {wu, "developer"}};
  return world;
}

inline DeskDecision said(const DeskWorld& world, const std::string& text, const std::string& quoted = "") {
  const auto command = parse_command(text, quoted);
  INFO(text);
  REQUIRE(command);
  return decide(world, *command);
}

inline DeskDecision pressed(const DeskWorld& world, const std::string& key) {
  Click click;
  click.key = key;
  click.task_id = "old-card";
  const auto command = command_of_click(click);
  REQUIRE(command);
  return decide(world, *command);
}

inline const Say* to(const DeskDecision& decision, To::Kind kind) {
  const auto found = std::find_if(decision.says.begin(), decision.says.end(),
                                  [&](const Say& say) { return say.to.kind == kind; });
  return found == decision.says.end() ? nullptr : &*found;
}

inline std::string reply_key(const DeskDecision& decision) {
  const auto* reply = to(decision, To::Kind::reply);
  return reply == nullptr ? "" : reply->notice.key;
}

inline bool shows(const DeskDecision& decision, const std::string& secret) {
  for (const auto& say : decision.says) {
    for (const auto& [name, value] : say.notice.params)
      if (value.find(secret) != std::string::npos) return true;
    for (const auto& item : say.notice.items)
      for (const auto& [name, value] : item)
        if (value.find(secret) != std::string::npos) return true;
  }
  return false;
}

}  // namespace desk_world
