#pragma once
#include <optional>
#include <string>
#include <vector>

#include "bot/duty.h"

/// "3月8日夜班", "next friday", "3/8 18:00-22:00": which shift somebody speaks of. Days without a year or a
/// week lie ahead. Pure.

struct DutyWhen {
  enum class Which { days, now, next };
  enum class Part { any, day, night };
  Which which = Which::days;
  LocalDay first{}, last{};         // days: both included
  std::optional<DayShift> hours{};  // of the first day
  Part part = Part::any;
  bool operator==(const DutyWhen&) const = default;
};
/// nullopt: the words name no day.
std::optional<DutyWhen> read_duty_when(const std::string& words, LocalDay today);

/// What of it `person` has on this roster and is not over; an empty person: anybody. Of a turn of several
/// days it is one from hand-over to hand-over.
std::vector<DutyShift> shifts_meant(const Roster& roster, const std::string& person, const DutyWhen& when,
                                    Time now);
/// User ids compare without case.
bool same_person(const std::string& one, const std::string& other);
