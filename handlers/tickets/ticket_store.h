#pragma once
#include <map>
#include <string>
#include <vector>

#include "gateway/store/database.h"
#include "handlers/tickets/reporter.h"
#include "handlers/tickets/ticket.h"

/// Tickets in the database. Every call is one or two statements however many tickets it is given.
/// Only inside Connection::transact; errors travel as its exceptions.

/// Opens all, numbers in the same order. A message that already opened a ticket gives that ticket's number
/// again.
/// `as_opened`: the same with what open tickets it is like, as far as one look at the newest open ones
/// finds them.
std::vector<long long> open_tickets(Transaction& transaction, std::vector<NewTicket> tickets,
                                    std::vector<NewTicket>* as_opened = nullptr);

enum class Lock { none, for_update };
/// Those that exist, by number. With Lock::for_update nobody else changes them until the transaction ends.
std::vector<Ticket> load_tickets(Transaction& transaction, const std::vector<long long>& numbers,
                                 Lock lock = Lock::none);
/// Open ones and those resolved in the last 7 days, newest first; `persons` are Party::person keys.
std::vector<Ticket> tickets_of_reporters(Transaction& transaction, const std::vector<std::string>& persons,
                                         Time now);
/// Appends the events and brings the rows up to date by the fold. Changes of one ticket are applied in the
/// given order. A change of a ticket that does not exist is left out. Returns the tickets after it.
std::vector<Ticket> append_events(Transaction& transaction, const std::vector<TicketChange>& changes);

/// Waiting for somebody of the team: new, reopened, transferred and surfaced drafts; most severe first, then
/// oldest. What belongs to an open incident waits at its parent.
std::vector<Ticket> queue_tickets(Transaction& transaction, std::size_t limit = 20);
/// Open tickets assigned to the person, oldest first.
std::vector<Ticket> tickets_of_assignee(Transaction& transaction, const std::string& person,
                                        std::size_t limit = 20);

std::vector<TicketEvent> ticket_events(Transaction& transaction, long long number);
/// Of many, by number; each that is asked for has a place.
std::map<long long, std::vector<TicketEvent>> events_of_tickets(Transaction& transaction,
                                                                const std::vector<long long>& numbers);
