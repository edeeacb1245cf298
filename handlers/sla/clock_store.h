#pragma once
#include <optional>
#include <string>
#include <vector>

#include "bot/time.h"
#include "gateway/store/database.h"

/// Clock rows of tickets, and calls to places outside. Only inside Connection::transact.

struct ClockClaim {
  long long ticket = 0;
  long long fence = 0;
  int attempts = 0;  // with this one
  std::string watch;
};
struct ClockClaims {
  std::vector<ClockClaim> claims;
  Time now{};  // the database's: timers go by its clock, not by that of a gateway
};
/// Due rows that nobody has, oldest first, for `lease`. What failed before is taken alone, and rests longer
/// each time.
ClockClaims claim_clocks(Transaction& transaction, std::size_t limit, Seconds lease);
/// Which claims still hold; their rows are locked until the transaction ends. The tickets are locked before.
std::vector<bool> hold_clocks(Transaction& transaction, const std::vector<ClockClaim>& claims);

struct ClockDone {
  long long ticket = 0;
  std::string watch;
  std::optional<Time> next, response_due, resolution_due;
  bool overdue = false;
};
void finish_clocks(Transaction& transaction, const std::vector<ClockDone>& done);
/// The rules have changed: every open ticket is looked at.
void all_clocks_due(Transaction& transaction);

struct ClockAudit {
  long long overdue = 0;  // rows that nobody has looked at for half a minute after their time
  long long missing = 0;  // of the newest thousand tickets: open and without a row
};
ClockAudit audit_clocks(Transaction& transaction);

struct HookCall {
  long long id = 0;
  std::string hook, body;
  int attempts = 0;
};
void add_hook_calls(Transaction& transaction, const std::vector<HookCall>& calls);
/// Counts the attempt before it is made; the next, should this one end with the process, is in a minute and
/// later.
std::vector<HookCall> claim_hook_calls(Transaction& transaction, std::size_t limit);
/// `error` empty: it was heard. After six attempts it is given up.
void finish_hook_call(Transaction& transaction, const HookCall& call, const std::string& error);
