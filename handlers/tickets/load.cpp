#include "handlers/tickets/load.h"

#include <algorithm>

namespace {

std::size_t place_of(const std::string& severity) {
  return severity == "urgent" ? 3 : severity == "high" ? 2 : severity == "low" ? 0 : 1;
}

bool counts(const Ticket& ticket) {
  return is_open(ticket.state) && !ticket.assignee.person.empty() && ticket.parent == 0;
}

}  // namespace

std::vector<LoadChange> load_changes(const Ticket& before, const TicketEvent& event, const Ticket& after) {
  std::vector<LoadChange> changes;
  if (counts(before)) changes.push_back({before.assignee.person, place_of(before.severity), -1, {}});
  if (counts(after)) changes.push_back({after.assignee.person, place_of(after.severity), 1, {}});
  if (event.step == Step::transferred && !event.target.person.empty())
    changes.push_back({event.target.person, 0, 0, event.at});
  return changes;
}

void add_load(std::vector<DutyHand>& hands, const std::vector<LoadChange>& changes) {
  for (const auto& change : changes)
    for (auto& hand : hands) {
      if (hand.person != change.person) continue;
      hand.open[change.severity] += change.by;
      hand.given_at = std::max(hand.given_at, change.given_at);
    }
}
