#pragma once
#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "bot/zone.h"

/// When a team works: shifts of a week, holidays, and days worked in their place. Pure values; a WorkCalendar
/// is immutable and may be asked by any thread.

/// Part of a local day. `to` may pass midnight: a night shift belongs to the day it begins.
struct DayShift {
  std::chrono::minutes from{}, to{};
  auto operator<=>(const DayShift&) const = default;
};
struct SpecialDay {
  std::vector<DayShift> shifts;  // empty: nobody works
  bool holiday = false;
  bool operator==(const SpecialDay&) const = default;
};
struct CalendarPlan {
  std::string id;
  Zone zone;
  std::array<std::vector<DayShift>, 7> week;  // from Sunday
  std::map<LocalDay, SpecialDay> days;        // instead of the week's
  bool operator==(const CalendarPlan&) const = default;
};

/// "08:30-12:00"; up to "48:00", so that "21:00-26:30" ends at half past two.
std::optional<DayShift> shift_of(const std::string& text);
/// "2026-02-14"
std::optional<LocalDay> day_named(const std::string& text);

enum class WorkTime { working, between_shifts, rest_day, holiday };
struct WorkPiece {
  Time from{}, to{};
  WorkTime kind = WorkTime::working;
  bool operator==(const WorkPiece&) const = default;
};

class WorkCalendar {
 public:
  /// Days from 2015 to the end of 2045 are known; outside nobody works.
  explicit WorkCalendar(CalendarPlan plan);
  /// Every instant counts.
  static WorkCalendar always();

  const CalendarPlan& plan() const { return plan_; }
  bool working(Time at) const;
  Millis worked(Time from, Time to) const;
  /// The first instant by which `work` has been worked since `from`; nullopt: never.
  std::optional<Time> after(Time from, Millis work) const;
  /// All of [from, to), each piece with what it is.
  std::vector<WorkPiece> pieces(Time from, Time to) const;

 private:
  struct Span {
    Time from{}, to{};
    Millis before{};  // worked until `from`
  };
  void build();
  void add_day(LocalDay day);
  void join();
  std::size_t span_at(Time at) const;  // the first that ends after `at`
  Millis worked_until(Time at) const;
  WorkTime idle_kind(LocalDay day) const;

  CalendarPlan plan_;
  std::vector<Span> spans_;
  std::vector<std::size_t> by_day_;  // of each UTC day: the first span that ends after its beginning
};

const std::vector<DayShift>& shifts_on(const CalendarPlan& plan, LocalDay day);
