#pragma once
#include <string>
#include <vector>

#include "bot/assignment.h"
#include "handlers/tickets/ticket.h"

/// What an event does to what people have in hand, for those who choose before it is written. Pure.

struct LoadChange {
  std::string person;
  std::size_t severity = 0;  // as in DutyHand::open
  int by = 0;
  Time given_at{};  // {}: nothing was given by name
};
/// A ticket that belongs to an incident counts nowhere, as in `read_loads`.
std::vector<LoadChange> load_changes(const Ticket& before, const TicketEvent& event, const Ticket& after);
void add_load(std::vector<DutyHand>& hands, const std::vector<LoadChange>& changes);
