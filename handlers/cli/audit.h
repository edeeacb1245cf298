#pragma once
#include <ostream>
#include <string>

#include "gateway/store/database.h"

/// `dutydesk audit …`. 0: the chain holds; 1: it does not, or the database does not answer.

/// Who uses the command line does so by the name of their login; a row before anything is done. `command`:
/// "outbox retry"; `id` or, where it is 0, `userid` says of what.
Result<Done> audit_by_hand(Connection& connection, const std::string& command, long long id,
                           const std::string& userid);

/// `kept`: "COUNT:HASH", or a file whose last line ends in one; empty: none.
int run_audit_verify(Connection& connection, const std::string& kept, std::ostream& out);
int run_audit_checkpoint(Connection& connection, std::ostream& out);
