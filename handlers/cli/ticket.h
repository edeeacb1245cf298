#pragma once
#include <ostream>
#include <vector>

#include "gateway/store/database.h"
#include "handlers/tickets/delivery.h"
#include "handlers/tickets/ticket.h"

/// `dutydesk ticket show N`: state, fields, events and what became of each notice, personal data masked.
/// 0 when the ticket exists, 1 when it does not or the database does not answer.
int run_ticket_show(Connection& connection, long long number, int minutes_east, std::ostream& out);

/// The same for values at hand. Pure but for `out`. Says so when the stored row is not the fold of the
/// events.
void print_ticket(const Ticket& ticket, const std::vector<TicketEvent>& events,
                  const std::vector<Delivery>& deliveries, int minutes_east, std::ostream& out);
