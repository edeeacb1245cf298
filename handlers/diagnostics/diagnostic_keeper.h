#pragma once
#include <functional>
#include <memory>

#include "handlers/intake/directory.h"
#include "handlers/intake/library.h"

/// Does the look-ups that are asked for, and begins those that run by themselves. Owns a thread, which
/// without any look-up configured asks nothing of the database. Several gateways may have one: a row is one
/// keeper's at a time, and its fence says whose.
class DiagnosticKeeper {
 public:
  struct Parts {
    std::string database;
    const Directory* directory = nullptr;
    const Shelf* shelf = nullptr;
    int minutes_east = 480;
    std::string locale;
    std::function<void()> wake_deliverer;
    Millis look_every{1000};
  };
  explicit DiagnosticKeeper(Parts parts);
  ~DiagnosticKeeper();
  /// Something was asked for: look at once. Any thread.
  void wake();

 private:
  struct Body;
  std::unique_ptr<Body> body_;
};
