#pragma once
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "gateway/secret.h"
#include "handlers/console/list_store.h"
#include "handlers/console/queue_query.h"
#include "handlers/console/view_store.h"
#include "handlers/files/ticket_files.h"
#include "handlers/intake/directory.h"
#include "handlers/intake/library.h"
#include "handlers/intake/turn.h"
#include "handlers/tickets/rights.h"
#include "handlers/web/web.h"

class DiagnosticPages;
struct DutyProposal;

/// The desk of the team in a browser: lists of tickets, a ticket with all that happened and what can be done,
/// dead letters, the audit. What is done here goes through the code of the chat verbs.
class Console {
 public:
  struct Parts {
    const Directory* directory = nullptr;
    const Shelf* library = nullptr;
    int minutes_east = 480;
    std::string locale;  // of what is said to others
    std::function<void()> wake_deliverer;
    const TicketFiles* files = nullptr;
    Secret key{};                                  // of second factors
    const DiagnosticPages* diagnostics = nullptr;  // null: pages show none
  };
  Console(Web& web, Parts parts);
  std::vector<WebRoute> routes();

 private:
  struct Looked;    // a ticket with all that its page shows
  struct Unmasked;  // a field that was asked for whole
  struct Acted;     // what a verb did

  /// Of the team, by folded user id.
  using Names = std::map<std::string, std::string>;

  // console.cpp
  HttpResponse list(const WebRequest& request, Connection& connection) const;
  std::string add_lines(PageData& data, const WebRequest& request, const std::vector<Ticket>& tickets,
                        const std::map<long long, long long>& children) const;
  void add_filters(PageData& data, const WebRequest& request, const ListFilter& filter,
                   const std::string& assignee) const;
  void add_set(PageData& data, const WebRequest& request, const ListFilter& filter,
               const std::string& assignee) const;
  void add_views(PageData& data, const WebRequest& request, const QueueQuery& query,
                 const std::vector<SavedView>& views) const;
  // board.cpp
  HttpResponse board(const WebRequest& request, Connection& connection) const;
  // console_view.cpp
  PageData frame(const WebRequest& request, const std::string& tab, const std::string& title) const;
  PageData line(const WebRequest& request, const Ticket& ticket) const;
  std::vector<PageData> choices(const WebRequest& request, const std::string& table,
                                const std::vector<std::string>& ids, const std::string& chosen) const;
  /// `otherwise`: another key, or plain words, where the pages do not know the first.
  std::string word_or(const WebRequest& request, const std::string& key, const std::string& otherwise) const;
  std::string moment(Time at) const;
  HttpResponse shown(const WebRequest& request, PageView view) const;
  /// A page whose part asks for itself again; 204 while `content` stays as it was. Ages are shown by the
  /// minute, so every minute is new.
  HttpResponse live(const WebRequest& request, const char* page, const char* part, PageData data,
                    const std::string& address, const std::string& content) const;
  // duty_page.cpp
  HttpResponse duty(const WebRequest& request, Connection& connection) const;
  /// `said`: what came of an answer that was just given.
  HttpResponse duty_page(const WebRequest& request, Connection& connection, const std::string& roster_id,
                         const std::string& said) const;
  HttpResponse feed(const WebRequest& request, Connection& connection) const;
  void add_feed(PageData& data, const WebRequest& request, Connection& connection,
                const std::string& roster) const;
  void add_now(PageData& data, const WebRequest& request, const ClockRules& rules, const Names& names) const;
  void add_month(PageData& data, const WebRequest& request, const Roster& roster, const Names& names,
                 std::chrono::year_month month, LocalDay today) const;
  Names names_of(const WebRequest& request, Connection& connection) const;
  // duty_change.cpp
  HttpResponse arrange(const WebRequest& request, Connection& connection) const;
  HttpResponse undo_arranged(const WebRequest& request, Connection& connection) const;
  void add_changes(PageData& data, const WebRequest& request, const Roster& roster,
                   const std::vector<DutyChange>& changes, const Names& names) const;
  void tell_duty(Transaction& transaction, const WebRequest& request, const DutyChange& change,
                 const Roster& roster, const Names& names, bool undone) const;
  // duty_swaps.cpp
  void add_swaps(PageData& data, const WebRequest& request, const ClockRules& rules,
                 const std::vector<DutyProposal>& swaps, const Names& names) const;
  HttpResponse answer_swap(const WebRequest& request, Connection& connection) const;
  // duty_calendar.cpp
  void add_calendar(PageData& data, const WebRequest& request, Connection& connection, const Roster& roster,
                    const Names& names) const;
  void add_preview(PageData& data, const WebRequest& request, Connection& connection, const Roster& roster,
                   const Names& names) const;
  HttpResponse try_calendar(const WebRequest& request, Connection& connection) const;
  HttpResponse take_calendar(const WebRequest& request, Connection& connection) const;
  HttpResponse drop_calendar(const WebRequest& request, Connection& connection) const;
  // clock_section.cpp
  void add_clocks(PageData& data, const WebRequest& request, const Looked& looked) const;
  // ticket_page.cpp
  HttpResponse ticket(const WebRequest& request, Connection& connection) const;
  HttpResponse ticket_page(const WebRequest& request, const Looked& looked, const Unmasked& unmasked,
                           const std::string& problem) const;
  void look(Transaction& transaction, const WebRequest& request, const Ticket& ticket, Looked& found) const;
  HttpResponse unmask(const WebRequest& request, Connection& connection) const;
  void add_facts(PageData& data, const WebRequest& request, const Ticket& ticket,
                 const Unmasked& unmasked) const;
  void add_past(PageData& data, const WebRequest& request, const Looked& looked) const;
  void add_actions(PageData& data, const WebRequest& request, const Ticket& ticket) const;
  // ticket_hands.cpp
  void add_hands(PageData& data, const WebRequest& request, const Looked& looked) const;
  void add_handovers(PageData& data, const WebRequest& request, const Ticket& ticket) const;
  // incident_section.cpp
  void add_incident(PageData& data, const WebRequest& request, const Looked& looked) const;
  void add_runbook(PageData& data, const WebRequest& request, const Ticket& ticket) const;
  HttpResponse tell_all(const WebRequest& request, Connection& connection) const;
  // act.cpp
  HttpResponse act(const WebRequest& request, Connection& connection) const;
  Acted carry_out(Transaction& transaction, const WebRequest& request, const Command& command) const;
  std::vector<Say> send_files(Transaction& transaction, const WebRequest& request, const Plan& made,
                              const std::map<long long, Ticket>& after) const;
  // machine.cpp
  HttpResponse dead(const WebRequest& request, Connection& connection) const;
  HttpResponse replay(const WebRequest& request, Connection& connection) const;
  HttpResponse audit_page(const WebRequest& request, Connection& connection) const;

  Web& web_;
  Parts parts_;
};

Actor actor_of(const WebRequest& request);
/// As somebody of the team: a report of one's own shows no notes of others here.
bool sees(const Actor& actor, const Ticket& ticket);
/// The name people know somebody by; the user id where there is none.
std::string name_in(const std::map<std::string, std::string>& names, const std::string& userid);
/// An address with one more parameter.
std::string with(const std::string& url, const std::string& name, const std::string& value);
/// "/desk/ticket/1002" → 1002; 0: no number.
long long number_of(const std::string& text);
