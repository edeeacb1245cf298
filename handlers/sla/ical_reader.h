#pragma once
#include <string>
#include <utility>
#include <vector>

#include "bot/ical_scan.h"
#include "bot/zone.h"

/// Events of an iCalendar as instants, by libical. Any thread; one reads at a time.

struct IcalParty {
  std::string mail, name;  // without "mailto:"; CN
  bool operator==(const IcalParty&) const = default;
};
struct IcalEvent {
  int line = 0;
  std::string mark;  // X-DUTYDESK-PERSON
  std::string summary;
  std::vector<IcalParty> attendees;  // but for those who declined
  IcalParty organizer;
  std::vector<std::pair<Time, Time>> times;
};
struct IcalEvents {
  std::vector<IcalEvent> events;
  std::vector<IcalProblem> problems;
};
/// What lies within [from, to), each repetition by itself, without those that were taken out or moved. Times
/// that name no zone, and whole days, are of `zone`.
Result<IcalEvents> read_ical(const IcalScan& scan, const Zone& zone, Time from, Time to);
