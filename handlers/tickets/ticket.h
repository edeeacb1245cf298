#pragma once
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "bot/fields.h"
#include "bot/message.h"
#include "bot/time.h"

/// A ticket as a value whose state is derived from its events. Pure.

enum class TicketState {
  draft,
  fresh,
  accepted,
  waiting,
  transferred,
  resolved,
  closed,
  reopened,
  cancelled
};
/// What can happen to a ticket. `surfaced`: its reporter went silent, the team sees the draft.
enum class Step {
  opened,
  submitted,
  surfaced,
  accepted,
  taken,
  asked,
  replied,
  noted,
  followed_up,
  transferred,
  resolved,
  closed,
  reopened,
  graded,
  cancelled,
  approved,  // a second person has read the script of a hand-over
  paused,    // the desk waits for somebody else than the reporter
  resumed,
  joined,  // belongs to an incident: solved with its parent
  left,
  checked  // a step of a runbook
};

/// Names as kept in the database, in wording and on the command line; `fresh` is "new".
const char* name_of(TicketState state);
const char* name_of(Step step);
std::optional<TicketState> state_named(const std::string& name);
std::optional<Step> step_named(const std::string& name);

/// One row of the transition table: in `from`, `step` leads to `to`. What has no row is illegal.
struct Transition {
  Step step;
  TicketState from;
  TicketState to;
};
std::span<const Transition> transitions();
std::optional<TicketState> next_state(TicketState from, Step step);

/// Somebody in a ticket. `person` is the key of their conversation: one person of one organisation, whatever
/// the account.
struct Party {
  std::string person;
  std::string contact;  // user id, for mentions and 1:1
  std::string name;
  bool operator==(const Party&) const = default;
};

struct TicketEvent {
  Step step = Step::noted;
  Time at{};
  Party by;
  std::string role;  // reporter, agent, developer, …; empty: the desk itself
  std::string text;  // words said: the report, the question, the reason of a transfer
  std::vector<Media> media;
  // opened, submitted, surfaced
  std::string title, form, system, severity;
  Fields fields;
  Chat origin;
  // transferred; `fields` hold the checklist
  std::string target_role, target_name;
  Party target;
  std::string why;             // the reason by its id
  bool second_person = false;  // what was handed over runs after an approval only
  // paused
  std::string waits_for;
  // joined, left
  long long parent = 0;
  // checked
  std::string runbook;
  int check = 0;  // step, from 1
  // opened: open tickets that it is like, most alike first: "1002,1001", and the incident that they are of
  std::string alike;
  long long incident = 0;
  // resolved
  std::string category, reason, solution;
  bool operator==(const TicketEvent&) const = default;
};

/// The fold of a ticket's events; the database row is its cache.
struct Ticket {
  long long number = 0;
  TicketState state = TicketState::draft;
  bool seen_by_team = false;  // a draft is not, until it is submitted or its reporter goes silent
  std::string title, text, form, system;
  Fields fields;
  std::string severity = "medium";  // low, medium, high, urgent
  Party reporter;
  Chat origin;                   // where it was reported: notices fall back to it
  Party assignee;                // empty: nobody yet
  std::string holder = "agent";  // role that has it: agent, tester, developer, ops, product, contractor
  std::string holder_name;       // as the team wrote it: 研发
  // Of the last hand-over to the second line: its reason, its checklist, and who gave it.
  std::string why;
  Fields checklist;
  Party handed_by;
  std::string approval;  // of its script: wanted, given; empty: none is needed
  Party approved_by;
  std::string waits_for;  // while waiting: for whom; empty: the reporter
  std::string hands;      // the roles that have had it: "agent,developer"
  long long parent = 0;   // the incident that it belongs to; 0: none
  std::string alike;      // as the event that opened it says
  long long incident = 0;
  std::string runbook;  // whose steps were checked off
  std::string checks;   // "1,3"
  int returns = 0;      // how often it came to a role that had had it before
  std::string category, reason, solution;
  Time created_at{}, updated_at{}, last_team_words_at{};
  int version = 0;  // events folded
  bool operator==(const Ticket&) const = default;
};

struct TicketChange {
  long long number = 0;
  TicketEvent event;
  bool operator==(const TicketChange&) const = default;
};

/// The ticket after `event`. Total: a step the table does not allow leaves the state as it is, and is counted
/// as any other.
Ticket applied(Ticket ticket, const TicketEvent& event);
Ticket fold(long long number, const std::vector<TicketEvent>& events);
bool is_open(TicketState state);
/// It came back so often that somebody should look at how it is handed about.
bool goes_back_and_forth(const Ticket& ticket);
