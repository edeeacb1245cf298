#pragma once
#include <functional>
#include <memory>
#include <string>

#include "handlers/intake/directory.h"
#include "handlers/intake/library.h"

/// Keeps what this gateway answers with as the database has it, and lets the clock do its part of the
/// articles' life and with the clocks of
/// tickets. Owns threads.
class KnowledgeKeeper {
 public:
  struct Parts {
    const Config* config = nullptr;
    std::string database;
    Shelf* shelf = nullptr;
    const Directory* directory = nullptr;
    std::function<Time()> clock;
    std::function<void()> wake_deliverer;
    Seconds jobs_every{20};
  };
  /// A database that never had articles begins with those of the shelf, which are the folder's. Then the
  /// shelf has what is published.
  static Result<std::unique_ptr<KnowledgeKeeper>> start(Parts parts);
  ~KnowledgeKeeper();

 private:
  KnowledgeKeeper();
  struct Body;
  std::unique_ptr<Body> body_;
};
