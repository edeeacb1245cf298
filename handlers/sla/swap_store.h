#pragma once
#include <optional>
#include <string>
#include <vector>

#include "gateway/store/database.h"
#include "handlers/sla/swap.h"

/// Proposed swaps of duty. Only inside Connection::transact.

/// Drafted or asked, not over, and one of the two is `userid`; locked.
std::vector<DutyProposal> open_proposals(Transaction& transaction, const std::string& org,
                                         const std::string& userid, Time now);
/// Drafted or asked and not over, whoever's, by number. Not locked.
std::vector<DutyProposal> all_open_proposals(Transaction& transaction, const std::string& org, Time now);
/// Locked.
std::optional<DutyProposal> find_proposal(Transaction& transaction, const std::string& org, long long id);
/// Takes the place of what its asker has drafted and not confirmed. Returns its number.
long long add_proposal(Transaction& transaction, const std::string& org, const DutyProposal& proposal);
/// Nobody else arranges anything before this transaction ends.
void hold_duty(Transaction& transaction);
void move_proposal(Transaction& transaction, const DutyProposal& proposal);
