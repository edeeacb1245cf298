#include "handlers/tickets/hands.h"

#include <algorithm>

namespace {

/// Whose hands these are; empty: nobody's, the ticket is not seen or not open.
std::string hand_of(const Ticket& ticket) {
  const bool seen = ticket.seen_by_team || ticket.state != TicketState::draft;
  if (!seen || !is_open(ticket.state)) return {};
  if (ticket.state == TicketState::waiting && ticket.waits_for.empty()) return "reporter";
  return ticket.holder;
}

}  // namespace

std::vector<Stretch> hands_of(const std::vector<TicketEvent>& events, Time now) {
  std::vector<Stretch> stretches;
  Ticket ticket;
  std::string role;
  Time at{};
  const auto close = [&](Time until) {
    if (!role.empty() && !stretches.empty()) stretches.back().until = until;
  };
  for (const auto& event : events) {
    // Clocks of two gateways may differ; what was written later did not happen earlier.
    at = std::max(at, event.at);
    ticket = applied(std::move(ticket), event);
    auto hand = hand_of(ticket);
    if (hand == role) continue;
    close(at);
    role = std::move(hand);
    if (!role.empty()) stretches.push_back({role, at, at});
  }
  close(std::max(at, now));
  return stretches;
}

std::map<std::string, Millis> time_in_hand(const std::vector<TicketEvent>& events, Time now) {
  std::map<std::string, Millis> sums;
  for (const auto& stretch : hands_of(events, now)) sums[stretch.role] += stretch.until - stretch.from;
  return sums;
}
