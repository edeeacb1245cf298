#pragma once
#include <ostream>
#include <string>

#include "gateway/store/database.h"

/// dutydesk inbox list|show|replay: what platforms handed over, for the operator. Each returns the exit
/// status.
int run_inbox_list(Connection& connection, const std::string& state, std::size_t limit, std::ostream& out);
int run_inbox_show(Connection& connection, long long id, std::ostream& out);
int run_inbox_replay(Connection& connection, long long id, std::ostream& out);
