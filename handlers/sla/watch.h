#pragma once
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "bot/result.h"
#include "templates/clock_rules.h"

/// What is to be said about a ticket's clocks now, and when to look again. Pure.

/// How far the chain of each warning has come; kept in the ticket's row.
struct ClockWatch {
  std::array<std::optional<ChainRun>, warnings> runs;
  bool operator==(const ClockWatch&) const = default;
};
std::string to_json(const ClockWatch& watch);
Result<ClockWatch> watch_from_json(const std::string& text);

/// The person that a step of a chain means; empty: several, or nobody.
std::string person_of_step(const ClockRules& rules, const std::string& to, Time now);

struct WatchAct {
  Warning warning = Warning::response_soon;
  ChainStep step;
  int round = 0;
};
struct Watched {
  ClockWatch watch;
  std::vector<WatchAct> acts;
  std::optional<Time> next;
};
/// `acknowledged`: when the team last did something. A warning that is more than a day old when it is first
/// seen stays unsaid: after a long standstill, or new rules, nobody is flooded.
Watched watch_clocks(const SlaClocks& clocks, const ClockWatch& before, const ClockRules& rules, Time now,
                     std::optional<Time> acknowledged);
