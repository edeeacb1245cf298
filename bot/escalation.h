#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bot/calendar.h"

/// What is done when a clock runs out and nobody acts: steps one after the other, some rounds, then silence.
/// Pure.

struct ChainStep {
  enum class Kind { wait, tell, hook };
  Kind kind = Kind::tell;
  Seconds wait{};
  /// tell: team, assignee, lead, "duty:<roster>", "role:<role>", "person:<userid>"; hook: the name of one.
  std::string to;
  bool operator==(const ChainStep&) const = default;
};
struct Chain {
  std::string id;
  std::vector<ChainStep> steps;
  int repeat = 0;                             // rounds after the first
  Seconds every{1800};                        // between the end of a round and the next
  std::shared_ptr<const WorkCalendar> hours;  // speaks only then; none: at any time
  /// Words of the team after it began end it; else only what stops the clock does.
  bool until_acknowledged = true;
};
/// How far a chain has come; kept in a row between its steps.
struct ChainRun {
  Time began{};
  Time next{};
  std::size_t step = 0;
  int round = 0;
  bool over = false;
  bool operator==(const ChainRun&) const = default;
};
struct ChainAdvance {
  ChainRun run;
  std::vector<ChainStep> acts;  // tell and hook
};

ChainRun begin_chain(Time at);
/// All that is due by `now`. Waits are counted from when it goes on, so that after a standstill the steps
/// keep their distance instead of falling out at once. `acknowledged`: when somebody of the team last did
/// something.
ChainAdvance advance(const Chain& chain, ChainRun run, Time now, std::optional<Time> acknowledged);
