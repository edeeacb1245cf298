#pragma once
#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bot/calendar.h"

/// Clocks of a ticket as a pure function of what happened to it, the versions of a policy, and calendars.
///
/// Time is counted stretch by stretch: each stretch between two events, or two versions of the policy, counts
/// by the version, the severity and the calendar that held then. What was counted stays counted: a new
/// version or another severity changes what is still allowed, never what has passed. A clock that was overdue
/// once stays so.

enum class Severity { low, medium, high, urgent };
inline constexpr std::size_t severities = 4;
std::optional<Severity> severity_named(const std::string& name);
const char* name_of(Severity severity);

/// What happened, as far as clocks care.
struct SlaEvent {
  enum class Kind { started, responded, paused, resumed, resolved, reopened, ended, severity };
  Kind kind = Kind::started;
  Time at{};
  std::string reason;                    // paused: why, as policies name it
  Severity severity = Severity::medium;  // started, severity
};

struct SlaTarget {
  Millis response{}, resolution{};  // of working time; zero: no such promise
  std::shared_ptr<const WorkCalendar> calendar;
};
/// One version of a policy; it holds from `from` until the next.
struct SlaVersion {
  std::string name;  // for people: "2026-01"
  Time from{};
  std::array<SlaTarget, severities> targets;
  /// Reasons that stop the clock of the solution. The clock of the response never pauses: it ends when
  /// somebody asks.
  std::vector<std::string> pauses;
  int soon_percent = 80;         // of the target: then it is "soon overdue"
  bool reopen_restarts = false;  // a reopened ticket begins anew; else its clock goes on
};
struct SlaPolicy {
  std::string id;
  std::vector<std::string> systems;  // empty: every system
  std::vector<SlaVersion> versions;  // by `from`; before the first, the first holds
};

enum class ClockState { idle, running, outside, paused, met, missed, ended };
const char* name_of(ClockState state);

struct SlaClock {
  ClockState state = ClockState::idle;
  Millis target{}, elapsed{}, paused{};  // paused: working time that a pause kept from counting
  std::string paused_for;                // why it stands still now
  bool overdue = false;                  // the target has been passed, now or before it stopped
  /// When `soon` and `due` were or will be reached if nothing else happens; nullopt: not foreseeable.
  std::optional<Time> soon_at, due_at, stopped_at;
  Millis left() const { return target - elapsed; }
};
struct SlaClocks {
  SlaClock response, resolution;
  int round = 0;  // of reopening with a new beginning
};

/// `events` in order of time; those after `now` are left out.
SlaClocks sla_clocks(const std::vector<SlaEvent>& events, const SlaPolicy& policy, Time now);

/// Why time counted or did not.
struct ClockPiece {
  enum class Why { counted, between_shifts, rest_day, holiday, paused, before_start, stopped };
  Time from{}, to{};
  Why why = Why::counted;
  std::string reason;   // paused
  std::string version;  // of the policy
  Severity severity = Severity::medium;
  Millis sum{};  // counted by `to`
};
enum class ClockName { response, resolution };
/// All the time from the first event to `now`, each piece with why it counted or did not.
std::vector<ClockPiece> explain_clock(const std::vector<SlaEvent>& events, const SlaPolicy& policy,
                                      ClockName which, Time now);
const char* name_of(ClockPiece::Why why);

/// Which policy a ticket of this system has; nullptr: none.
const SlaPolicy* policy_for(const std::vector<SlaPolicy>& policies, const std::string& system);
