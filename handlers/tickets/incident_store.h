#pragma once
#include <map>
#include <set>
#include <string>
#include <vector>

#include "gateway/store/database.h"
#include "handlers/tickets/ticket.h"

/// Mass incidents in the database. Only inside Connection::transact.

/// A condition on rows of `ticket`: they belong to no open incident. What does is worked on at its parent,
/// and three hundred reports of one trouble would bury the rest of a queue.
inline constexpr const char* not_at_parent_sql =
    " AND NOT EXISTS (SELECT 1 FROM incident_ticket AS c JOIN ticket AS p ON p.number = c.parent WHERE "
    "c.ticket = ticket.number AND c.state = 'child' AND p.state NOT IN ('resolved', 'closed', 'cancelled'))";

/// The open incident that one of these tickets is, or is counted to; 0: none.
long long incident_among(Transaction& transaction, const std::vector<long long>& tickets);
/// True: it was proposed by this call.
bool propose_incident(Transaction& transaction, long long parent, Time now);
/// They may belong to it, though they were there before it was proposed.
void add_seeds(Transaction& transaction, long long parent, const std::set<long long>& tickets);
/// True for the first who wants to tell this group.
bool first_to_tell(Transaction& transaction, long long parent, const std::string& chat);
/// Follows events of joining and leaving.
void link_tickets(Transaction& transaction, const std::vector<TicketChange>& changes);
/// Those that belong to it, by number, locked.
std::vector<Ticket> children_of(Transaction& transaction, long long parent);
/// How many belong to each of these; only those that have some.
std::map<long long, long long> count_children(Transaction& transaction,
                                              const std::vector<long long>& parents);
std::map<long long, long long> children_among(Transaction& transaction, const std::vector<Ticket>& tickets);
/// Those that are counted to a proposed incident, open and under no parent, by number, locked.
std::vector<Ticket> alike_of(Transaction& transaction, long long parent);
