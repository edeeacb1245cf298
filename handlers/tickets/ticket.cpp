#include "handlers/tickets/ticket.h"

#include <algorithm>
#include <array>

namespace {

constexpr std::array<const char*, 9> state_names{"draft",    "new",    "accepted", "waiting",  "transferred",
                                                 "resolved", "closed", "reopened", "cancelled"};
constexpr std::array<const char*, 21> step_names{
    "opened",    "submitted",   "surfaced",    "accepted", "taken",  "asked",    "replied",
    "noted",     "followed_up", "transferred", "resolved", "closed", "reopened", "graded",
    "cancelled", "approved",    "paused",      "resumed",  "joined", "left",     "checked"};

using enum TicketState;

// Every legal step; the whole life of a ticket. A draft is worked on like a new ticket: silence must not lose
// a report.
constexpr std::array table{
    Transition{Step::opened, draft, draft},
    Transition{Step::submitted, draft, fresh},
    Transition{Step::surfaced, draft, draft},
    Transition{Step::submitted, accepted,
               accepted},  // the reporter completes a draft that the team already took
    Transition{Step::submitted, waiting, accepted},
    Transition{Step::submitted, transferred, transferred},
    Transition{Step::surfaced, accepted, accepted},
    Transition{Step::surfaced, waiting, accepted},
    Transition{Step::surfaced, transferred, transferred},

    Transition{Step::accepted, draft, accepted},
    Transition{Step::accepted, fresh, accepted},
    Transition{Step::accepted, transferred, accepted},
    Transition{Step::accepted, reopened, accepted},

    Transition{Step::taken, draft, accepted},
    Transition{Step::taken, fresh, accepted},
    Transition{Step::taken, accepted, accepted},
    Transition{Step::taken, waiting, waiting},
    Transition{Step::taken, transferred, accepted},
    Transition{Step::taken, reopened, accepted},

    Transition{Step::asked, draft, waiting},
    Transition{Step::asked, fresh, waiting},
    Transition{Step::asked, accepted, waiting},
    Transition{Step::asked, waiting, waiting},
    Transition{Step::asked, transferred, waiting},
    Transition{Step::asked, reopened, waiting},

    Transition{Step::replied, draft, draft},
    Transition{Step::replied, fresh, fresh},
    Transition{Step::replied, accepted, accepted},
    Transition{Step::replied, waiting, waiting},
    Transition{Step::replied, transferred, transferred},
    Transition{Step::replied, resolved, resolved},
    Transition{Step::replied, reopened, reopened},

    Transition{Step::noted, draft, draft},
    Transition{Step::noted, fresh, fresh},
    Transition{Step::noted, accepted, accepted},
    Transition{Step::noted, waiting, waiting},
    Transition{Step::noted, transferred, transferred},
    Transition{Step::noted, resolved, resolved},
    Transition{Step::noted, closed, closed},
    Transition{Step::noted, reopened, reopened},
    Transition{Step::noted, cancelled, cancelled},

    Transition{Step::followed_up, draft, draft},
    Transition{Step::followed_up, fresh, fresh},
    Transition{Step::followed_up, accepted, accepted},
    Transition{Step::followed_up, waiting, accepted},  // the question is answered: back to whoever has it
    Transition{Step::followed_up, transferred, transferred},
    Transition{Step::followed_up, resolved, resolved},  // "谢谢" reopens nothing; 重开 does
    Transition{Step::followed_up, closed, closed},
    Transition{Step::followed_up, reopened, reopened},
    Transition{Step::followed_up, cancelled, cancelled},

    Transition{Step::transferred, draft, transferred},
    Transition{Step::transferred, fresh, transferred},
    Transition{Step::transferred, accepted, transferred},
    Transition{Step::transferred, waiting, transferred},
    Transition{Step::transferred, transferred, transferred},
    Transition{Step::transferred, reopened, transferred},

    Transition{Step::resolved, draft, resolved},
    Transition{Step::resolved, fresh, resolved},
    Transition{Step::resolved, accepted, resolved},
    Transition{Step::resolved, waiting, resolved},
    Transition{Step::resolved, transferred, resolved},
    Transition{Step::resolved, reopened, resolved},

    Transition{Step::approved, accepted, accepted},
    Transition{Step::approved, waiting, waiting},
    Transition{Step::approved, transferred, transferred},

    Transition{Step::paused, draft, waiting},
    Transition{Step::paused, fresh, waiting},
    Transition{Step::paused, accepted, waiting},
    Transition{Step::paused, waiting, waiting},
    Transition{Step::paused, transferred, waiting},
    Transition{Step::paused, reopened, waiting},
    Transition{Step::resumed, waiting, accepted},

    Transition{Step::joined, draft, draft},
    Transition{Step::joined, fresh, fresh},
    Transition{Step::joined, accepted, accepted},
    Transition{Step::joined, waiting, waiting},
    Transition{Step::joined, transferred, transferred},
    Transition{Step::joined, reopened, reopened},
    Transition{Step::left, draft, draft},
    Transition{Step::left, fresh, fresh},
    Transition{Step::left, accepted, accepted},
    Transition{Step::left, waiting, waiting},
    Transition{Step::left, transferred, transferred},
    Transition{Step::left, reopened, reopened},
    Transition{Step::left, resolved, resolved},
    Transition{Step::left, closed, closed},

    Transition{Step::checked, draft, draft},
    Transition{Step::checked, fresh, fresh},
    Transition{Step::checked, accepted, accepted},
    Transition{Step::checked, waiting, waiting},
    Transition{Step::checked, transferred, transferred},
    Transition{Step::checked, reopened, reopened},

    Transition{Step::closed, resolved, closed},

    Transition{Step::reopened, resolved, reopened},
    Transition{Step::reopened, closed, reopened},

    Transition{Step::graded, draft, draft},
    Transition{Step::graded, fresh, fresh},
    Transition{Step::graded, accepted, accepted},
    Transition{Step::graded, waiting, waiting},
    Transition{Step::graded, transferred, transferred},
    Transition{Step::graded, reopened, reopened},

    Transition{Step::cancelled, draft, cancelled},
    Transition{Step::cancelled, fresh, cancelled},
    Transition{Step::cancelled, accepted, cancelled},
    Transition{Step::cancelled, waiting, cancelled},
    Transition{Step::cancelled, transferred, cancelled},
    Transition{Step::cancelled, reopened, cancelled},
};

template <class Enum, class Names>
std::optional<Enum> named(const Names& names, const std::string& name) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<Enum>(found - names.begin());
}

void begin(Ticket& ticket, const TicketEvent& event) {
  ticket.created_at = event.at;
  ticket.reporter = event.by;
  ticket.origin = event.origin;
}

/// What the report says by now. A later event that leaves something empty takes nothing away.
void describe(Ticket& ticket, const TicketEvent& event) {
  const auto put = [](std::string& to, const std::string& value) {
    if (!value.empty()) to = value;
  };
  put(ticket.title, event.title);
  put(ticket.text, event.text);
  put(ticket.form, event.form);
  put(ticket.system, event.system);
  put(ticket.severity, event.severity);
  put(ticket.alike, event.alike);
  if (event.incident != 0) ticket.incident = event.incident;
  for (const auto& [name, value] : event.fields) ticket.fields[name] = value;
}

/// Roles that hold tickets; a lead or admin who takes one holds it as an agent does.
std::string holding(const std::string& role) {
  for (const char* holder : {"tester", "developer", "ops", "product", "contractor"})
    if (role == holder) return role;
  return "agent";
}

/// The ticket comes into the hands of a role. What was handed over is no longer asked of anybody else.
void pass_to(Ticket& ticket, const std::string& role) {
  if (role == ticket.holder) return;
  ticket.approval.clear();
  if (ticket.hands.empty()) ticket.hands = ticket.holder;
  ticket.holder = role;
  ticket.holder_name.clear();
  if (("," + ticket.hands + ",").find("," + role + ",") != std::string::npos)
    ++ticket.returns;
  else
    ticket.hands += "," + role;
}

void assign(Ticket& ticket, const TicketEvent& event) {
  ticket.assignee = event.by;
  pass_to(ticket, holding(event.role));
}

/// What nobody holds is held by who acts on it.
void take_up(Ticket& ticket, const TicketEvent& event) {
  if (ticket.assignee == Party{}) assign(ticket, event);
}

void hand_over(Ticket& ticket, const TicketEvent& event) {
  ticket.assignee = event.target;
  pass_to(ticket, event.target_role);
  ticket.holder_name = event.target_name;
  ticket.why = event.why;
  ticket.checklist = event.fields;
  ticket.handed_by = event.by;
  ticket.approval = event.second_person ? "wanted" : "";
  ticket.approved_by = {};
}

void conclude(Ticket& ticket, const TicketEvent& event) {
  ticket.category = event.category;
  ticket.reason = event.reason;
  ticket.solution = event.solution;
  take_up(ticket, event);
}

/// What an event says, beside the state it leads to.
void take(Ticket& ticket, const TicketEvent& event) {
  switch (event.step) {
    case Step::opened:
      describe(ticket, event);
      break;
    case Step::joined:
      ticket.parent = event.parent;
      ticket.seen_by_team = true;  // a draft too is worked on with its parent
      break;
    case Step::left:
      ticket.parent = 0;
      break;
    case Step::checked:
      if (ticket.runbook != event.runbook) ticket.checks.clear();
      ticket.runbook = event.runbook;
      ticket.checks += (ticket.checks.empty() ? "" : ",") + std::to_string(event.check);
      break;
    case Step::submitted:
    case Step::surfaced:
      describe(ticket, event);
      ticket.seen_by_team = true;
      break;
    case Step::accepted:
    case Step::taken:
      assign(ticket, event);
      break;
    case Step::asked:
      take_up(ticket, event);
      ticket.last_team_words_at = event.at;
      break;
    case Step::replied:
      ticket.last_team_words_at = event.at;
      break;
    case Step::transferred:
      hand_over(ticket, event);
      break;
    case Step::resolved:
      conclude(ticket, event);
      ticket.last_team_words_at = event.at;
      break;
    case Step::graded:
      if (!event.severity.empty()) ticket.severity = event.severity;
      break;
    case Step::approved:
      ticket.approval = "given";
      ticket.approved_by = event.by;
      break;
    case Step::paused:
      take_up(ticket, event);
      ticket.waits_for = event.waits_for;
      break;
    case Step::resumed:
      take_up(ticket, event);
      break;
    case Step::noted:
    case Step::followed_up:
    case Step::closed:
    case Step::reopened:
    case Step::cancelled:
      break;
  }
}

}  // namespace

const char* name_of(TicketState state) { return state_names[static_cast<std::size_t>(state)]; }
const char* name_of(Step step) { return step_names[static_cast<std::size_t>(step)]; }
std::optional<TicketState> state_named(const std::string& name) {
  return named<TicketState>(state_names, name);
}
std::optional<Step> step_named(const std::string& name) { return named<Step>(step_names, name); }

std::span<const Transition> transitions() { return table; }

std::optional<TicketState> next_state(TicketState from, Step step) {
  for (const auto& row : table)
    if (row.from == from && row.step == step) return row.to;
  return std::nullopt;
}

Ticket applied(Ticket ticket, const TicketEvent& event) {
  auto to = next_state(ticket.state, event.step);
  // Only who was asked ends the waiting by speaking.
  const bool waits_for_others = ticket.state == waiting && !ticket.waits_for.empty();
  if (waits_for_others && event.step == Step::followed_up) to = waiting;
  if (ticket.version == 0) begin(ticket, event);
  ++ticket.version;
  ticket.updated_at = event.at;
  if (!to) return ticket;
  ticket.state = *to;
  if (ticket.state != waiting || event.step == Step::asked) ticket.waits_for.clear();
  take(ticket, event);
  return ticket;
}

Ticket fold(long long number, const std::vector<TicketEvent>& events) {
  Ticket ticket;
  ticket.number = number;
  for (const auto& event : events) ticket = applied(std::move(ticket), event);
  return ticket;
}

bool goes_back_and_forth(const Ticket& ticket) { return ticket.returns >= 2; }

bool is_open(TicketState state) { return state != resolved && state != closed && state != cancelled; }
