#include "handlers/sla/history.h"

#include <algorithm>

namespace {

bool of_team(const TicketEvent& event) { return !event.role.empty() && event.role != "reporter"; }

bool answers(Step step) {
  return step == Step::accepted || step == Step::taken || step == Step::asked || step == Step::replied ||
         step == Step::transferred || step == Step::resolved;
}

std::string waited_for(const Ticket& ticket) {
  if (ticket.state == TicketState::waiting) return ticket.waits_for.empty() ? "reporter" : ticket.waits_for;
  return ticket.holder == "agent" ? "" : ticket.holder;
}

class History {
 public:
  void take(const TicketEvent& event) {
    const auto before = ticket_;
    ticket_ = applied(std::move(ticket_), event);
    // Clocks of two gateways may differ; what was written later did not happen earlier.
    at_ = std::max(at_, event.at);
    severity_ = severity_named(ticket_.severity).value_or(Severity::medium);
    const bool seen = ticket_.seen_by_team || ticket_.state != TicketState::draft;
    if (!started_ && seen)
      add(SlaEvent::Kind::started);
    else if (started_ && ticket_.severity != before.severity)
      add(SlaEvent::Kind::severity);
    started_ = started_ || seen;
    if (of_team(event) && answers(event.step)) add(SlaEvent::Kind::responded);
    if (before.state != ticket_.state) moved(before.state);
    const auto reason = is_open(ticket_.state) ? waited_for(ticket_) : "";
    if (reason == reason_) return;
    reason_ = reason;
    add(reason.empty() ? SlaEvent::Kind::resumed : SlaEvent::Kind::paused);
  }
  std::vector<SlaEvent> events() { return std::move(events_); }

 private:
  void moved(TicketState from) {
    if (ticket_.state == TicketState::resolved) add(SlaEvent::Kind::resolved);
    if (ticket_.state == TicketState::cancelled) add(SlaEvent::Kind::ended);
    if (ticket_.state == TicketState::reopened && !is_open(from)) add(SlaEvent::Kind::reopened);
  }
  void add(SlaEvent::Kind kind) { events_.push_back({kind, at_, reason_, severity_}); }

  Ticket ticket_;
  Time at_ = Time::min();
  Severity severity_ = Severity::medium;
  bool started_ = false;
  std::string reason_;
  std::vector<SlaEvent> events_;
};

}  // namespace

std::vector<SlaEvent> sla_events(const std::vector<TicketEvent>& events) {
  History history;
  for (const auto& event : events) history.take(event);
  return history.events();
}

std::optional<Time> last_act_of_team(const std::vector<TicketEvent>& events) {
  std::optional<Time> last;
  for (const auto& event : events)
    if (of_team(event)) last = last ? std::max(*last, event.at) : event.at;
  return last;
}
