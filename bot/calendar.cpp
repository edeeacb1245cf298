#include "bot/calendar.h"

#include <algorithm>
#include <cstdio>

namespace {

using std::chrono::days;
using std::chrono::sys_days;
using std::chrono::year;
constexpr sys_days horizon_from{year{2015} / 1 / 1};
constexpr sys_days horizon_to{year{2046} / 1 / 1};

LocalDay local(sys_days day) { return LocalDay{day.time_since_epoch()}; }

}  // namespace

std::optional<DayShift> shift_of(const std::string& text) {
  int from_hour = 0, from_minute = 0, to_hour = 0, to_minute = 0, end = 0;
  if (std::sscanf(text.c_str(), "%2d:%2d-%2d:%2d%n", &from_hour, &from_minute, &to_hour, &to_minute, &end) !=
          4 ||
      end != static_cast<int>(text.size()))
    return std::nullopt;
  const auto minutes = [](int hour, int minute) { return std::chrono::minutes{hour * 60 + minute}; };
  const DayShift shift{minutes(from_hour, from_minute), minutes(to_hour, to_minute)};
  const bool on_clock =
      from_hour >= 0 && from_minute >= 0 && from_minute < 60 && to_minute >= 0 && to_minute < 60;
  if (!on_clock || shift.from >= std::chrono::hours{24} || shift.to <= shift.from ||
      shift.to > std::chrono::hours{48})
    return std::nullopt;
  return shift;
}

std::optional<LocalDay> day_named(const std::string& text) {
  int y = 0, m = 0, d = 0, end = 0;
  if (std::sscanf(text.c_str(), "%4d-%2d-%2d%n", &y, &m, &d, &end) != 3 || end != 10 || text.size() != 10)
    return std::nullopt;
  const auto date = year{y} / m / d;
  if (y < 1 || m < 1 || d < 1 || !date.ok()) return std::nullopt;
  return LocalDay{date};
}

const std::vector<DayShift>& shifts_on(const CalendarPlan& plan, LocalDay day) {
  const auto special = plan.days.find(day);
  if (special != plan.days.end()) return special->second.shifts;
  return plan.week[std::chrono::weekday{day}.c_encoding()];
}

WorkCalendar::WorkCalendar(CalendarPlan plan) : plan_(std::move(plan)) { build(); }

WorkCalendar WorkCalendar::always() {
  CalendarPlan plan;
  plan.id = "always";
  plan.zone = fixed_zone(Seconds{0});
  for (auto& shifts : plan.week) shifts = {{std::chrono::minutes{0}, std::chrono::hours{24}}};
  return WorkCalendar(std::move(plan));
}

void WorkCalendar::build() {
  for (auto day = horizon_from - days{2}; day < horizon_to; day += days{1}) add_day(local(day));
  std::sort(spans_.begin(), spans_.end(), [](const Span& a, const Span& b) { return a.from < b.from; });
  join();
  by_day_.reserve(static_cast<std::size_t>((horizon_to - horizon_from).count()));
  std::size_t next = 0;
  for (auto day = horizon_from; day < horizon_to; day += days{1}) {
    while (next < spans_.size() && spans_[next].to <= day) ++next;
    by_day_.push_back(next);
  }
}

void WorkCalendar::add_day(LocalDay day) {
  for (const auto& shift : shifts_on(plan_, day)) {
    const auto from = std::max<Time>(instant_of(plan_.zone, LocalTime{day} + shift.from), horizon_from);
    const auto to = std::min<Time>(instant_of(plan_.zone, LocalTime{day} + shift.to), horizon_to);
    if (from < to) spans_.push_back({from, to, {}});
  }
}

/// Spans that touch or overlap become one: no minute counts twice.
void WorkCalendar::join() {
  std::vector<Span> joined;
  for (const auto& span : spans_)
    if (joined.empty() || joined.back().to < span.from)
      joined.push_back(span);
    else
      joined.back().to = std::max(joined.back().to, span.to);
  Millis sum{};
  for (auto& span : joined) {
    span.before = sum;
    sum += span.to - span.from;
  }
  joined.shrink_to_fit();  // thirty years of shifts, kept for good
  spans_ = std::move(joined);
}

std::size_t WorkCalendar::span_at(Time at) const {
  if (at < horizon_from) return 0;
  if (at >= horizon_to) return spans_.size();
  auto next = by_day_[static_cast<std::size_t>(std::chrono::floor<days>(at - horizon_from).count())];
  while (next < spans_.size() && spans_[next].to <= at) ++next;
  return next;
}

Millis WorkCalendar::worked_until(Time at) const {
  const auto next = span_at(at);
  if (next < spans_.size()) return spans_[next].before + std::max(Millis{0}, at - spans_[next].from);
  return spans_.empty() ? Millis{0} : spans_.back().before + (spans_.back().to - spans_.back().from);
}

bool WorkCalendar::working(Time at) const {
  const auto next = span_at(at);
  return next < spans_.size() && spans_[next].from <= at;
}

Millis WorkCalendar::worked(Time from, Time to) const {
  return from < to ? worked_until(to) - worked_until(from) : Millis{0};
}

std::optional<Time> WorkCalendar::after(Time from, Millis work) const {
  if (work <= Millis{0}) return from;
  const auto goal = worked_until(from) + work;
  // The last span that begins before the goal is worked.
  auto found = std::lower_bound(spans_.begin(), spans_.end(), goal,
                                [](const Span& span, Millis sum) { return span.before < sum; });
  if (found == spans_.begin()) return std::nullopt;
  --found;
  const auto at = found->from + (goal - found->before);
  if (at > found->to) return std::nullopt;
  return at;
}

WorkTime WorkCalendar::idle_kind(LocalDay day) const {
  const auto special = plan_.days.find(day);
  if (special != plan_.days.end() && special->second.holiday) return WorkTime::holiday;
  return shifts_on(plan_, day).empty() ? WorkTime::rest_day : WorkTime::between_shifts;
}

std::vector<WorkPiece> WorkCalendar::pieces(Time from, Time to) const {
  std::vector<WorkPiece> found;
  const auto add = [&](Time until, WorkTime kind) {
    if (from >= until) return;
    if (!found.empty() && found.back().kind == kind)
      found.back().to = until;
    else
      found.push_back({from, until, kind});
    from = until;
  };
  for (auto next = span_at(from); from < to; ++next) {
    const auto begin = next < spans_.size() ? std::min(spans_[next].from, to) : to;
    while (from < begin) {  // idle, day by day on the local clock
      const auto day = std::chrono::floor<days>(local_of(plan_.zone, from));
      auto midnight = instant_of(plan_.zone, LocalTime{day + days{1}});
      if (midnight <= from) midnight = from + std::chrono::hours{1};
      add(std::min(begin, midnight), idle_kind(day));
    }
    if (next < spans_.size()) add(std::min(spans_[next].to, to), WorkTime::working);
  }
  return found;
}
