#pragma once
#include <map>
#include <string>
#include <vector>

#include "handlers/tickets/ticket.h"

/// In whose hands a ticket has been, and how long. Pure; from its events alone.

struct Stretch {
  std::string role;  // reporter while an answer of theirs is awaited; else the role that had it
  Time from{}, until{};
  bool operator==(const Stretch&) const = default;
};
/// One after the other, without gaps while the ticket was open, from the moment the team could see it.
std::vector<Stretch> hands_of(const std::vector<TicketEvent>& events, Time now);
/// Summed by role.
std::map<std::string, Millis> time_in_hand(const std::vector<TicketEvent>& events, Time now);
