#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bot/calendar.h"

/// What is done when a clock runs out and nobody acts: steps one after the other, some rounds, then silence.
/// Pure.

/// One way to reach a person.
struct ContactWay {
  enum class Kind { app, group, hook, person };
  Kind kind = Kind::app;
  std::string to;               // hook: its name; person: who stands behind, by user id
  std::vector<DayShift> hours;  // of the contact's day; empty: always
  Seconds wait{300};            // for an acknowledgement, before the next way
  bool operator==(const ContactWay&) const = default;
};
struct Contact {
  std::string person;
  Zone zone;
  std::vector<ContactWay> ways;  // in the order in which they are tried
};
/// Those whose hours it is.
std::vector<ContactWay> open_ways(const Contact& contact, Time now);

struct ChainStep {
  enum class Kind { wait, tell, hook };
  Kind kind = Kind::tell;
  Seconds wait{};
  /// tell: team, assignee, lead, "duty:<roster>", "role:<role>", "person:<userid>"; hook: the name of one.
  std::string to;
  std::optional<ContactWay> way{};  // of an act: how its person is reached; none: as anybody is
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
  std::size_t way = 0;  // of the step's person: how many were tried
  bool operator==(const ChainRun&) const = default;
};
struct ChainAdvance {
  ChainRun run;
  std::vector<ChainStep> acts;  // tell and hook
};

/// The ways to the one person that a step means; none: it is said as to anybody.
using WaysTo = std::function<std::vector<ContactWay>(const std::string& to)>;

ChainRun begin_chain(Time at);
/// All that is due by `now`. Waits are counted from when it goes on, so that after a standstill the steps
/// keep their distance instead of falling out at once. `acknowledged`: when somebody of the team last did
/// something. A person with several ways is tried by one after the other before the next step.
ChainAdvance advance(const Chain& chain, ChainRun run, Time now, std::optional<Time> acknowledged,
                     const WaysTo& ways_to = {});
