#pragma once
#include <map>
#include <string>
#include <vector>

#include "bot/escalation.h"
#include "gateway/store/database.h"

/// How people are reached, as they set it themselves. Only inside Connection::transact.

/// By folded user id, each in the order in which they are tried.
std::map<std::string, std::vector<ContactWay>> own_ways(Transaction& transaction);
/// Nobody else changes this person's before the transaction ends.
void hold_own_ways(Transaction& transaction, const std::string& userid);
/// None: those of the files count again.
void put_own_ways(Transaction& transaction, const std::string& userid, const std::vector<ContactWay>& ways);
