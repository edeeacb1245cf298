#pragma once
#include <string>
#include <vector>

#include "bot/assignment.h"
#include "gateway/store/database.h"
#include "handlers/tickets/notices.h"
#include "templates/clock_rules.h"

/// Those on duty now with their role and what they have in hand. What the database says of somebody goes
/// before the configuration; whom only a roster names is of the desk. Only inside Connection::transact.
std::vector<DutyHand> hands_on_duty(Transaction& transaction, const std::vector<TeamMember>& team,
                                    const ClockRules& rules, const std::string& org, Time now);
