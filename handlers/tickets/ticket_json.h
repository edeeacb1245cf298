#pragma once
#include <string>

#include "bot/result.h"
#include "handlers/tickets/ticket.h"

/// Tickets and events as the JSON of the database's `body` columns. What is empty is not written; times are
/// milliseconds.

std::string to_json(const Ticket& ticket);
std::string to_json(const TicketEvent& event);
/// Error when the text is not such JSON: a row that somebody else wrote.
Result<Ticket> ticket_from_json(const std::string& text);
Result<TicketEvent> event_from_json(const std::string& text);
