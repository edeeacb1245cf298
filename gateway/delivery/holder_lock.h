#pragma once
#include <string>

#include "gateway/store/database.h"

/// One holder among all gateways of a database: a session lock of PostgreSQL on a connection of its own, gone
/// with that connection.
class HolderLock {
 public:
  HolderLock(const std::string& database, std::string name) : connection_(database), name_(std::move(name)) {}
  /// True when held now, newly or still.
  bool take();
  /// Asks the server: a connection that was replaced in silence has lost the lock.
  bool held();

 private:
  Connection connection_;
  std::string name_;
};
