#pragma once
#include <vector>

#include "bot/dialog.h"
#include "gateway/delivery/outbox.h"
#include "handlers/intake/directory.h"

/// Turns "say this to whom" into outbox rows: which account speaks, what is tried when a person cannot be
/// reached.
struct TurnOrigin {
  const Directory* directory = nullptr;
  const Inbound* cause = nullptr;  // the message this turn answers; nullptr: a timer
  std::string org;
  std::string locale;
  std::string trace;
  std::string person;      // user id of the one whose turn it is
  bool reachable = false;  // `person`, 1:1 through the app, as far as we know; others are simply tried
};

/// The rows of one turn in order. The cause's reply handle is used once: a second answer to it is a push. The
/// change of a card in callback mode does not use it up.
std::vector<OutboxDraft> route(const TurnOrigin& from, const std::vector<Say>& says);
