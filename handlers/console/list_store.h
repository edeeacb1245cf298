#pragma once
#include <optional>
#include <string>
#include <vector>

#include "gateway/store/database.h"
#include "handlers/tickets/ticket.h"

/// Lists of tickets for the console. Only inside Connection::transact. One statement, one walk of an index.

/// Where the next page begins: behind this ticket of the list's order.
struct ListPlace {
  int rank = 0;      // of the severity, 1 is urgent; lists by number leave it 0
  long long at = 0;  // created, milliseconds
  long long number = 0;
};
struct ListFilter {
  enum class View { waiting, open, ended, all } view = View::waiting;  // waiting: for somebody of the team
  std::string state, severity, system, holder;                         // empty: any
  std::string assignee;                                                // person; "-": nobody has it
  /// Only what is in the hands of `only_person`, or waits for anybody of the role `only_role`.
  std::string only_person, only_role;
  long long incident = 0;  // only what belongs to this ticket; 0: any
  std::string words;       // that the ticket, or what was said about it, holds; empty: any
  std::optional<ListPlace> after;
  std::size_t limit = 50;
};
/// Open ones by severity, then age; the others newest first. What belongs to an open incident is worked on at
/// its parent, so it stands only in lists of a person, of that incident, or of everything. Words, and filters
/// over what has ended, ask the search, which is a second or two behind.
std::vector<Ticket> list_tickets(Transaction& transaction, const ListFilter& filter);
/// How many the list has, counted to `most`.
long long count_tickets(Transaction& transaction, const ListFilter& filter, long long most);
ListPlace place_of(const Ticket& ticket);

struct BoardColumn {
  std::string state;
  long long count = 0;
  std::vector<Ticket> tickets;  // the first of them
};
/// Open tickets by state, each column by severity and age; and the newest that are resolved and not closed.
std::vector<BoardColumn> board_of(Transaction& transaction, const ListFilter& filter);

/// "17", or "200+": every page of the queue says it, and what is more is a number nobody reads.
std::string count_of(Transaction& transaction, const ListFilter& filter);
struct QueueCounts {
  std::string waiting = "0", mine = "0";
};
QueueCounts queue_counts(Transaction& transaction, const ListFilter& filter, const std::string& person);
