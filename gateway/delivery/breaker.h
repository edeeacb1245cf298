#pragma once
#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "bot/time.h"

/// Stops knocking at a door that does not answer: 5 failures within 30 s rest an account for 30 s, then one
/// try decides. Safe from any thread; time is an argument.
class Breaker {
 public:
  void failed(const std::string& account, Time now);
  void worked(const std::string& account);
  /// The platform wants a person to change something: rest for 5 minutes.
  void rest(const std::string& account, Time now);
  std::vector<std::string> resting(Time now) const;

 private:
  struct State {
    std::deque<Time> failures;
    Time open_until{};
  };
  mutable std::mutex mutex_;  // guards the map
  std::map<std::string, State> accounts_;
};
