#pragma once
#include <string>

#include "bot/result.h"

/// The embedded default: a private PostgreSQL in the data folder, on a unix socket only, owned by an
/// unprivileged user. A server left running by a killed gateway is taken over, not started twice.
class PrivateCluster {
 public:
  explicit PrivateCluster(const std::string& data_folder);
  ~PrivateCluster();  // stops what start() started or took over
  PrivateCluster(const PrivateCluster&) = delete;
  PrivateCluster& operator=(const PrivateCluster&) = delete;
  /// initdb when new, start when down, create the database; returns the connection string.
  Result<std::string> start();
  /// The connection string without starting anything: for commands beside a running gateway.
  Result<std::string> settings() const;
  void stop();
  /// The server goes on without us: somebody else stops it.
  void leave_running() { running_ = false; }

 private:
  std::string folder_;
  bool running_ = false;
};
