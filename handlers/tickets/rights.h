#pragma once
#include <string>

#include "bot/access.h"
#include "bot/command.h"
#include "handlers/tickets/ticket.h"

/// Somebody who wants something of a ticket. `role` is their role in the team; reporter: none.
struct Actor {
  std::string person;  // key of their conversation
  Role role = Role::reporter;
};
/// What the table of rights says of this ticket; a member's own report is theirs in both ways.
Grant may(const Actor& actor, Act act, const Ticket& ticket);
/// As somebody of the team: their own report gives no more rights than any other.
Thing thing_of(const Actor& actor, const Ticket& ticket);
/// nullopt: the verb asks nothing of a ticket.
std::optional<Act> act_of(Verb verb);
/// The role that decides: an unknown name may do nothing; where none is configured, the members of the team's
/// chat are agents.
Role role_of(const std::string& name, bool in_team_chat);
