#pragma once
#include <optional>
#include <vector>

#include "bot/sla.h"
#include "handlers/tickets/ticket.h"

/// A ticket's events as its clocks see them. Pure.
///
/// Clocks start when the team can see the ticket. The first act of the team that the reporter may notice is
/// the response. Pauses are named for whom everybody waits: "reporter" after a question, else the role that
/// has it.
std::vector<SlaEvent> sla_events(const std::vector<TicketEvent>& events);
/// When somebody of the team last did anything; nullopt: never.
std::optional<Time> last_act_of_team(const std::vector<TicketEvent>& events);
