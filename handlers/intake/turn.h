#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "bot/dialog.h"
#include "bot/duty_order.h"
#include "bot/kb_order.h"
#include "bot/lookup.h"
#include "handlers/diagnostics/diagnostic_ask.h"
#include "handlers/intake/directory.h"
#include "handlers/intake/library.h"
#include "handlers/knowledge/hot.h"
#include "handlers/tickets/desk.h"
#include "handlers/tickets/reporter.h"

/// One message (or timer) of one person, from what is known to what shall be written and said. Pure.

/// A person as the contact table knows them.
struct Person {
  std::string key;         // conversation key
  std::string userid;      // as shown by the platform
  std::string name;        // empty: not known yet
  bool reachable = false;  // 1:1 through the organisation's app
};

/// What one turn is about; made before the database is asked, so that it can be asked once for many turns.
struct Intent {
  std::optional<Inbound> message;  // nullopt: the dialog's timer
  std::optional<Command> command;  // for the desk; nullopt: for the dialog
  long long inbox_id = 0;
  std::optional<Lookup> lookup;     // wants to read; neither for the desk nor for the dialog
  std::string role;                 // of the sender in the team; empty: none
  std::optional<KbOrder> order{};   // about knowledge: done beside the plan, by carry_out
  std::optional<DutyOrder> duty{};  // about shifts: the same
};
/// `account_role`: of the sender's account in the desk; empty: what the configuration says counts.
Intent intent_of(const std::optional<Inbound>& message, long long inbox_id, const Directory& directory,
                 const std::string& account_role = "");
/// A word or a press of a reporter that answers "和 #1002 一样吗？".
void answer_offer(Intent& intent, const Dialogs& dialogs, Time now);
/// Words of a member that answer what their last transfer lacked.
void continue_handover(Intent& intent, const Dialogs& dialogs, Time now);

/// What the database knew.
struct Known {
  Person person;
  Dialogs dialogs;
  std::vector<Ticket> own;    // reported by this person
  std::vector<Ticket> named;  // named by the command
  std::vector<Ticket> queue, mine;
  std::vector<Ticket> children, alike;  // of the named ticket, where its verb asks for them
  std::vector<HotArticle> hot;          // for a look at them
  Params clocks;                        // of the one named ticket, for 查询 and 时钟
  std::vector<Params> clock_pieces;     // for 时钟
  std::vector<Delivery> deliveries;     // of the named tickets, for 查询
  std::vector<DutyHand> hands;          // of those on duty, for 指派
};

/// What is to be done; numbers of new tickets are filled in by `numbered`.
struct Plan {
  Dialogs dialogs;
  std::optional<Time> wake_at;
  std::optional<NewTicket> opens;
  std::vector<TicketChange> changes;  // number 0: the ticket opened here
  std::vector<Say> says;
  std::vector<ArticleFeedback> feedback;
  std::vector<DiagnosticAsk> diagnoses;
};

struct Surroundings {
  const Directory* directory = nullptr;
  const Library* library = nullptr;
  Time now{};
  int minutes_east = 480;
  std::string locale = "zh-CN";
  Seconds dialog_timeout{600};
};
Plan plan(const Surroundings& around, const Intent& intent, const Known& known);
/// Nothing happens; the earliest timer of the dialogs stays.
Plan unchanged(const Dialogs& dialogs);
/// Puts the number of the opened ticket wherever the plan left it open.
void numbered(Plan& plan, long long number);
/// What people hear of the plan's changes; `after`: the tickets as they are now.
std::vector<Say> announcements(const Plan& plan, const std::map<long long, Ticket>& after,
                               const Surroundings& around);
