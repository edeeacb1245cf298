#pragma once
#include <string>
#include <vector>

#include "bot/time.h"

/// A time zone as a value: what the local clock shows, ahead of UTC, from one change to the next. The rules
/// of the world's zones come from outside (gateway/clock_zones). Pure.

/// What a clock on the wall shows; no instant until a zone is named.
using LocalTime = std::chrono::local_time<std::chrono::milliseconds>;
using LocalDay = std::chrono::local_days;

struct ZoneChange {
  Time from{};  // the first instant of the new offset
  Seconds east{};
  bool operator==(const ZoneChange&) const = default;
};
struct Zone {
  std::string name;  // Asia/Shanghai
  Seconds east{};    // before the first change
  std::vector<ZoneChange> changes;
  bool operator==(const Zone&) const = default;
};

/// A zone that never changes.
Zone fixed_zone(Seconds east);
Seconds offset_at(const Zone& zone, Time at);
LocalTime local_of(const Zone& zone, Time at);
/// When the local clock shows `local`. A time that a change leaves out: the instant of the change. One that
/// it shows twice: the first.
Time instant_of(const Zone& zone, LocalTime local);
