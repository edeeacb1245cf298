#pragma once
#include <string>
#include <vector>

#include "bot/result.h"

/// The database's shape as numbered SQL files of deploy/migrations, compiled into the binary.

struct Migration {
  std::string name;  // 0001_core
  std::string sql;
};
const std::vector<Migration>& migrations();

/// Applies what is missing, each in its own transaction, one process at a time. Returns the names applied
/// now. A file that changed after it was applied is an error: the past is not edited.
Result<std::vector<std::string>> migrate(const std::string& database);
