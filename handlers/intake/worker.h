#pragma once
#include <functional>
#include <memory>
#include <string>

#include "handlers/intake/batch.h"
#include "handlers/intake/names.h"
#include "handlers/intake/plain_ids.h"

/// The turn workers: claim conversations, run their turns, commit. Each owns a thread and a connection.
class TurnWorkers {
 public:
  struct Settings {
    std::string database;
    std::string name;  // Presence::name of this gateway
    unsigned threads = 3;
    std::size_t conversations = 256;
    const Directory* directory = nullptr;
    const Shelf* shelf = nullptr;
    NameBook* names = nullptr;                             // null: nobody is asked
    PlainIds* ids = nullptr;                               // null: open ids stay
    std::function<bool()> pressed = [] { return false; };  // the inbox is taking a burst in
    std::string locale = "zh-CN";
    int minutes_east = 480;
    Seconds dialog_timeout{600};
  };
  /// `committed` is called after each commit that may have made outbox rows.
  TurnWorkers(Settings settings, std::function<Time()> clock, std::function<void()> committed);
  ~TurnWorkers();  // ends after the running turn
  /// There is something in the inbox; polling finds it anyway within a second.
  void wake();

 private:
  struct Body;
  std::unique_ptr<Body> body_;
};
