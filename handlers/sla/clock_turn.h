#pragma once
#include "gateway/store/database.h"
#include "handlers/intake/directory.h"
#include "handlers/sla/clock_notices.h"
#include "handlers/sla/clock_store.h"

/// A keeper's turn with due clocks: reads the tickets, says what is to be said, writes when to look again.

struct ClockTurn {
  const Directory* directory = nullptr;
  const ClockRules* rules = nullptr;
  const Dictionary* dictionary = nullptr;
  int minutes_east = 480;
  std::string locale = "zh-CN";
};
struct ClockTurnDone {
  std::size_t looked = 0, told = 0, called = 0;
};
/// Only inside Connection::transact. An acknowledgement that was committed before is seen: the tickets are
/// locked.
ClockTurnDone run_clocks(Transaction& transaction, const ClockTurn& turn, const ClockClaims& claims);
/// The clocks of one ticket as they stand, and what of its time counted for each.
struct ClockStory {
  SlaClocks clocks;
  std::vector<ClockPiece> response, resolution;
};
/// nullopt: no policy is for it.
std::optional<ClockStory> clock_story(Transaction& transaction, const ClockRules& rules, const Ticket& ticket,
                                      Time now);
