#pragma once
#include <functional>
#include <memory>
#include <string>

#include "bot/time.h"

/// This gateway among those of one database: a name of its own, a session lock that says it lives, and a word
/// to the others when there is work. Owns two threads, each with its connection.
class Presence {
 public:
  struct Settings {
    std::string database;
    Millis listen{250};   // between looks at whether to stop
    Millis look{10000};   // between looks for work of gateways that are gone
    Millis between{100};  // NOTIFY takes an instance-wide lock at commit: so seldom, and in no turn's commit
  };
  /// Holds its lock, and has taken back the leases of the gone, when it returns. `wake` comes from its
  /// threads.
  Presence(Settings settings, std::function<void()> wake);
  ~Presence();
  /// host:pid:start; no other process ever has it, and no '/' is in it.
  const std::string& name() const;
  /// There are new rows: the other gateways hear it within a moment, and find them by polling anyway.
  void tell();

 private:
  struct Body;
  std::unique_ptr<Body> body_;
};
