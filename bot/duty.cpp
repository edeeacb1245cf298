#include "bot/duty.h"

#include <algorithm>

namespace {

using std::chrono::days;

constexpr days sight{30};  // how far duty_at() looks each way

LocalDay day_of(LocalTime at) { return std::chrono::floor<days>(at); }

/// Whose turn it is on the clock of the wall, by number; before the first day there is nobody.
std::optional<long long> turn_at(const Rotation& rotation, const Zone& zone, Time at) {
  auto day = day_of(local_of(zone, at));
  // The hand-over as an instant, so that a doubled or missing local time changes hands once.
  while (at < instant_of(zone, LocalTime{day} + rotation.hand_over)) day -= days{1};
  while (at >= instant_of(zone, LocalTime{day + days{1}} + rotation.hand_over)) day += days{1};
  if (day < rotation.first || rotation.people.empty()) return std::nullopt;
  return (day - rotation.first).count() / rotation.days;
}

bool within_hours(const Rotation& rotation, const Zone& zone, Time at) {
  if (rotation.hours.empty()) return true;
  const auto today = day_of(local_of(zone, at));
  for (auto day = today - days{2}; day <= today + days{1}; day += days{1})
    for (const auto& shift : rotation.hours)
      if (at >= instant_of(zone, LocalTime{day} + shift.from) &&
          at < instant_of(zone, LocalTime{day} + shift.to))
        return true;
  return false;
}

const std::string& person_of(const Rotation& rotation, long long turn) {
  return rotation.people[static_cast<std::size_t>(turn % static_cast<long long>(rotation.people.size()))];
}

/// The layer that decides and its turn.
struct Place {
  const Rotation* rotation = nullptr;
  long long turn = 0;
};

Place place_at(const Roster& roster, Time at) {
  for (const auto& layer : roster.layers) {
    if (!within_hours(layer, roster.zone, at)) continue;
    if (const auto turn = turn_at(layer, roster.zone, at)) return {&layer, *turn};
  }
  return {};
}

/// The calendar's shift at an instant, or the first after it.
std::vector<DutySpan>::const_iterator span_at(const Roster& roster, Time at) {
  return std::upper_bound(roster.spans.begin(), roster.spans.end(), at,
                          [](Time instant, const DutySpan& span) { return instant < span.to; });
}

DutyShift decided(const Roster& roster, Time at) {
  DutyShift shift;
  if (const auto span = span_at(roster, at); span != roster.spans.end() && span->from <= at)
    shift.person = span->person;
  else if (const auto place = place_at(roster, at); place.rotation != nullptr)
    shift.person = person_of(*place.rotation, place.turn);
  for (const auto& swap : roster.swaps) {
    if (at < swap.from || at >= swap.to || (shift.person != swap.one && shift.person != swap.other)) continue;
    shift.person = shift.person == swap.one ? swap.other : swap.one;
    shift.why = DutyWhy::swap;
  }
  for (const auto& other : roster.overrides) {
    if (at < other.from || at >= other.to) continue;
    shift.person = other.person;
    shift.why = DutyWhy::override_;
  }
  return shift;
}

/// Every instant within (from, to) at which the answer may change.
std::vector<Time> borders(const Roster& roster, Time from, Time to) {
  std::vector<Time> found{from, to};
  const auto add = [&](Time at) {
    if (at > from && at < to) found.push_back(at);
  };
  const auto last = day_of(local_of(roster.zone, to)) + days{1};
  for (auto day = day_of(local_of(roster.zone, from)) - days{3}; day <= last; day += days{1})
    for (const auto& layer : roster.layers) {
      add(instant_of(roster.zone, LocalTime{day} + layer.hand_over));
      for (const auto& shift : layer.hours) {
        add(instant_of(roster.zone, LocalTime{day} + shift.from));
        add(instant_of(roster.zone, LocalTime{day} + shift.to));
      }
    }
  for (auto span = span_at(roster, from); span != roster.spans.end() && span->from < to; ++span) {
    add(span->from);
    add(span->to);
  }
  for (const auto& swap : roster.swaps) {
    add(swap.from);
    add(swap.to);
  }
  for (const auto& other : roster.overrides) {
    add(other.from);
    add(other.to);
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

}  // namespace

Roster with_changes(Roster roster, const std::vector<DutyChange>& changes) {
  for (const auto& change : changes) {
    if (change.roster != roster.id) continue;
    if (change.other.empty())
      roster.overrides.push_back({change.from, change.to, change.person});
    else
      roster.swaps.push_back({change.from, change.to, change.person, change.other});
  }
  return roster;
}

std::string fault_of(const DutyChange& change, Time now) {
  constexpr days longest{62};
  if (change.person.empty()) return "nobody";
  if (change.person == change.other) return "same";
  if (change.from >= change.to) return "order";
  if (change.to <= now) return "past";
  return change.to - change.from > longest ? "long" : "";
}

std::vector<DutyShift> schedule(const Roster& roster, Time from, Time to) {
  std::vector<DutyShift> shifts;
  if (from >= to) return shifts;
  const auto at = borders(roster, from, to);
  for (std::size_t i = 0; i + 1 < at.size(); ++i) {
    auto shift = decided(roster, at[i]);
    shift.from = at[i];
    shift.to = at[i + 1];
    if (!shifts.empty() && shifts.back().person == shift.person && shifts.back().why == shift.why)
      shifts.back().to = shift.to;
    else
      shifts.push_back(std::move(shift));
  }
  return shifts;
}

DutyShift duty_at(const Roster& roster, Time at) {
  for (const auto& shift : schedule(roster, at - sight, at + sight))
    if (shift.from <= at && at < shift.to) return shift;
  return {};
}

std::optional<Time> end_in_sight(const DutyShift& shift, Time at) {
  if (shift.to >= at + sight) return std::nullopt;
  return shift.to;
}

std::string backup_at(const Roster& roster, Time at) {
  if (!roster.backup.empty()) return roster.backup;
  const auto span = span_at(roster, at);
  if (span != roster.spans.end() && span->from <= at) {
    const auto now = decided(roster, at).person;
    for (auto next = span; next != roster.spans.end(); ++next)
      if (next->person != now) return next->person;
  }
  const auto place = place_at(roster, at);
  if (place.rotation == nullptr) return {};
  const auto now = decided(roster, at).person;
  for (std::size_t ahead = 1; ahead < place.rotation->people.size(); ++ahead)
    if (const auto& next = person_of(*place.rotation, place.turn + static_cast<long long>(ahead));
        next != now)
      return next;
  return {};
}
