#pragma once
#include <optional>
#include <string>
#include <vector>

#include "bot/calendar.h"

/// Who is on duty: layers of rotations, overrides and swaps as values; two pure questions. An instant belongs
/// to one shift: from its beginning up to, not including, its end.

/// People take turns. A turn lasts `days` days and changes hands at `hand_over` on the roster's local clock.
struct Rotation {
  std::vector<std::string> people;  // user ids, in turn
  LocalDay first{};                 // the local day on which the first person begins
  int days = 7;
  std::chrono::minutes hand_over{9 * 60};
  /// Only in these shifts of the local day (a night shift belongs to the day it begins); empty: all the time.
  std::vector<DayShift> hours;
  bool operator==(const Rotation&) const = default;
};
/// Somebody stands in, whoever's turn it is.
struct DutyOverride {
  Time from{}, to{};
  std::string person;
  bool operator==(const DutyOverride&) const = default;
};
/// Two people take each other's turn: where one would be on duty within [from, to), the other is.
struct DutySwap {
  Time from{}, to{};
  std::string one, other;
  bool operator==(const DutySwap&) const = default;
};
/// Somebody is on duty, by a calendar.
struct DutySpan {
  Time from{}, to{};
  std::string person;
  bool operator==(const DutySpan&) const = default;
};
/// A roster's calendar elsewhere.
struct DutySource {
  std::string place;  // https://…, http://… or a file; empty: none
  Seconds refresh{900}, stale{86400};
  bool operator==(const DutySource&) const = default;
};
struct Roster {
  std::string id, name;
  Zone zone;
  DutySource source{};
  std::vector<DutySpan> spans{};        // go before the layers; in order, without overlaps
  std::vector<Rotation> layers;         // the first that has somebody at an instant decides
  std::vector<DutyOverride> overrides;  // the last that holds decides
  std::vector<DutySwap> swaps;
  std::string backup;  // empty: the person whose turn is next
  bool operator==(const Roster&) const = default;
};

/// Arranged by somebody: `person` stands in, or swaps with `other`, within [from, to).
struct DutyChange {
  long long id = 0;
  std::string roster;
  Time from{}, to{};
  std::string person, other;  // `other` empty: no swap
  std::string made_by;        // user id
  bool operator==(const DutyChange&) const = default;
};
/// The roster with those of its own changes, the later over the earlier.
Roster with_changes(Roster roster, const std::vector<DutyChange>& changes);
/// Why it cannot be: nobody | same | order (it ends before it begins) | past | long (over 62 days); empty: it
/// can.
std::string fault_of(const DutyChange& change, Time now);

enum class DutyWhy { rotation, override_, swap };
struct DutyShift {
  Time from{}, to{};
  std::string person;  // empty: nobody
  DutyWhy why = DutyWhy::rotation;
  bool operator==(const DutyShift&) const = default;
};

/// The shift at `at`, as schedule() has it around that instant, cut to two months around it.
DutyShift duty_at(const Roster& roster, Time at);
/// When the shift that duty_at() found for `at` ends; none where that is only as far as it looked.
std::optional<Time> end_in_sight(const DutyShift& shift, Time at);
/// Shifts that cover [from, to) without a gap and without an overlap; neighbours differ.
std::vector<DutyShift> schedule(const Roster& roster, Time from, Time to);
/// Who follows in the rotation that decides at `at`, or the named backup; empty: nobody.
std::string backup_at(const Roster& roster, Time at);
