#pragma once
#include <map>
#include <string>
#include <vector>

#include "bot/assignment.h"
#include "gateway/store/database.h"
#include "handlers/tickets/ticket.h"

/// What people have in hand, and what waits for somebody. Only inside Connection::transact.

/// Fills in open tickets and when each was last given one; in one statement. What belongs to an open incident
/// counts at its parent alone.
void read_loads(Transaction& transaction, std::vector<DutyHand>& hands);
/// Transfers to a person by name are remembered; nothing else costs a statement.
void note_given(Transaction& transaction, const std::vector<TicketChange>& changes);

struct WaitingTicket {
  long long number = 0;  // 0: none
  Time now{};            // the database's
};
/// The most pressing new ticket that was sent so long ago and that nobody has, but for `skipped`; its row is
/// locked until the transaction ends, and one that is locked by somebody else is not taken.
WaitingTicket hold_waiting(Transaction& transaction, Seconds after, const std::vector<long long>& skipped);
