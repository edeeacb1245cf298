#pragma once
#include <string>
#include <vector>

#include "gateway/store/database.h"
#include "handlers/intake/directory.h"
#include "handlers/intake/library.h"

/// New tickets that nobody has accepted go to the least loaded on duty.

struct AssignTurn {
  const Directory* directory = nullptr;
  const Library* library = nullptr;
  Seconds after{};  // so long it waits for somebody to accept it; 0: for ever
  int minutes_east = 480;
  std::string locale = "zh-CN";
};
struct AssignLook {
  long long ticket = 0;  // 0: none waits
  bool given = false;    // false: nobody on duty may have it
};
/// Looks at one ticket, not at `skipped`. Only inside Connection::transact.
AssignLook assign_one(Transaction& transaction, const AssignTurn& turn,
                      const std::vector<long long>& skipped);
/// All that wait, each in a transaction of its own, 50 at most; how many were given to somebody.
std::size_t assign_waiting(Connection& connection, const AssignTurn& turn, Time now);
