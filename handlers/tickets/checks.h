#pragma once
#include "handlers/tickets/handover.h"

/// The runbook of a ticket, and its steps as they are checked off. Pure.

/// Whose steps were checked off already, else the one that fits; null: none.
const Runbook* runbook_of(const Ticket& ticket, const std::vector<Runbook>* runbooks);
/// One a step: n, text, when, role_<role>, within, done, overdue.
std::vector<Params> step_items(const Runbook& runbook, const Ticket& ticket, const std::string& locale,
                               Time now);
/// Without a number, or with one that is done: the list.
Ruling rule_on_check(const DeskWorld& world, const Command& command, const Ticket& ticket, TicketEvent begun);
