#pragma once
#include <ostream>

#include "gateway/store/database.h"
#include "templates/clock_rules.h"

/// `dutydesk ticket clock N`: both clocks, and every piece of time with why it counted or did not.
/// 0: shown; 1: there is no such ticket, no policy is for it, or the database does not answer.
int run_ticket_clock(Connection& connection, const ClockRules& rules, long long number, Time now,
                     int minutes_east, std::ostream& out);
