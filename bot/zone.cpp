#include "bot/zone.h"

#include <algorithm>

Zone fixed_zone(Seconds east) { return {"fixed", east, {}}; }

Seconds offset_at(const Zone& zone, Time at) {
  const auto after = std::upper_bound(zone.changes.begin(), zone.changes.end(), at,
                                      [](Time time, const ZoneChange& change) { return time < change.from; });
  return after == zone.changes.begin() ? zone.east : std::prev(after)->east;
}

LocalTime local_of(const Zone& zone, Time at) {
  return LocalTime{at.time_since_epoch() + offset_at(zone, at)};
}

// Offsets hold for stretches; the first stretch whose end lies behind `local` on its own clock has it, or
// begins after it: then `local` fell into the gap before.
Time instant_of(const Zone& zone, LocalTime local) {
  const auto shown = local.time_since_epoch();
  // An offset is at most a day, so a change more than two days before `local` cannot matter.
  const Time early{shown - std::chrono::hours{48}};
  auto next = std::upper_bound(zone.changes.begin(), zone.changes.end(), early,
                               [](Time time, const ZoneChange& change) { return time < change.from; });
  auto from = Time::min();
  auto east = next == zone.changes.begin() ? zone.east : std::prev(next)->east;
  for (; next != zone.changes.end(); ++next) {
    if (const Time at{shown - east}; at < next->from) return std::max(at, from);
    from = next->from;
    east = next->east;
  }
  return std::max(Time{shown - east}, from);
}
