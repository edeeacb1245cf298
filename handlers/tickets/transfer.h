#pragma once
#include <optional>
#include <string>
#include <vector>

#include "bot/assignment.h"
#include "bot/command.h"
#include "handlers/tickets/notices.h"

/// To whom a transfer goes. Pure.

struct HandOver {
  std::string role;    // agent, tester, developer, ops, product, contractor
  std::string name;    // for people to read
  Party who;           // empty: the role as a whole
  std::string reason;  // empty: none was given
};
/// By role word, by @person, or by the bare name of a configured person in front of the reason; nullopt:
/// nobody is meant.
std::optional<HandOver> target_of(const Command& command, const std::vector<TeamMember>& team);
/// A transfer within the desk to somebody by name.
TicketEvent given_to(TicketEvent event, const DutyHand& hand);
/// A transfer to whoever makes it: nobody else hears of it.
bool gives_to_self(const TicketEvent& event);
