#pragma once
#include <functional>
#include <memory>

#include "handlers/intake/directory.h"
#include "handlers/intake/library.h"

/// Looks at clocks when their time has come, and makes the calls that chains ask for. Owns a thread. Several
/// gateways may have one: a row is one keeper's at a time.
class ClockKeeper {
 public:
  struct Parts {
    std::string database;
    const Config* config = nullptr;
    const Directory* directory = nullptr;
    const Shelf* shelf = nullptr;
    std::function<void()> wake_deliverer;
    Millis look_every{1000};
  };
  explicit ClockKeeper(Parts parts);
  ~ClockKeeper();

 private:
  struct Body;
  std::unique_ptr<Body> body_;
};
