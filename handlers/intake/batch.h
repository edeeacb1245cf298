#pragma once
#include <vector>

#include "gateway/delivery/inbox.h"
#include "gateway/store/database.h"
#include "handlers/intake/turn.h"

/// Many turns in one transaction: a handful of statements however many conversations were claimed.

struct BatchSettings {
  const Directory* directory = nullptr;
  std::shared_ptr<const Library> library;
  std::string locale;
  int minutes_east = 480;
  Seconds dialog_timeout{600};
};
/// Runs the turns of those claims that are still held; commits nothing itself. Returns how many were.
std::size_t run_turns(Transaction& transaction, const BatchSettings& settings,
                      const std::vector<Claim>& claims, Time now);
