#pragma once
#include <functional>
#include <memory>
#include <string>

#include "bot/result.h"
#include "bot/time.h"
#include "gateway/store/database.h"

/// What is done beside the turns: partitions ahead, old rows away, names of people, the figures of readiness.
/// Owns a thread.
class Housekeeping {
 public:
  struct Settings {
    std::string database;
    std::string file_folder;  // of kept files
    Millis look_every{1000};  // readiness and gauges
    Seconds names_every{5};
    Seconds tidy_every{600};
    Seconds sweep_every{21600};  // of files that no row names
    Seconds audit_every{20};     // of clocks: an overdue one is found within a minute
  };
  /// Asks a platform for a member's name; not_found: there is none.
  using AskName =
      std::function<Result<std::string>(Connection&, const std::string& org, const std::string& userid)>;
  Housekeeping(Settings settings, AskName ask_name);
  ~Housekeeping();
  /// Why the gateway cannot work now; empty: it can. Never blocks.
  std::string unready() const;

 private:
  struct Body;
  std::unique_ptr<Body> body_;
};
