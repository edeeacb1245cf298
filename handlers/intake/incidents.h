#pragma once
#include <string>
#include <vector>

#include "bot/alike.h"
#include "handlers/intake/turn.h"

/// What likeness to open tickets adds to the turns that open new ones: the question to the reporter, the
/// proposal of an incident to the team, one word to the group. Only inside Connection::transact. A ticket
/// that is like no other costs no statement, and neither does one more of an incident whose group was told.

struct Likeness {
  const Ticket* ticket = nullptr;  // as it was opened
  std::vector<Sighting> alike;
  std::string org;
  bool reachable = false;          // its reporter, 1:1
  const Inbound* cause = nullptr;  // nullptr: a timer
  Plan* plan = nullptr;            // its turn
};
/// `likely`: all of one transaction, in order of number.
void add_likeness(Transaction& transaction, const Surroundings& around, const std::vector<Likeness>& likely);
/// Children or like tickets, for the verbs that are about them.
void read_incident(Transaction& transaction, const Command& command, Known& known);
