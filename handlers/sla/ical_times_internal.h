#pragma once
#include <libical/ical.h>

#include <string>

#include "bot/zone.h"

/// What libical says of times, for ical_reader.cpp alone.

/// "" for nullptr.
std::string ical_text(const char* text);
bool ical_has(icalcomponent* event, icalproperty_kind kind);
bool ical_cancelled(icalcomponent* event);
bool ical_usable(const icaltimetype& at);
/// A zone that is named and not known would be read as local time in silence.
bool ical_zone_missing(icalproperty* property, const icaltimetype& at);
/// RECURRENCE-ID: the repetition that this event stands for; not usable where there is none.
icaltimetype ical_repetition(icalcomponent* event);
/// NONE: for that repetition alone.
icalparameter_range ical_range(icalcomponent* event);

/// Times of one calendar as instants. Times that name no zone, and whole days, are of `zone`.
class IcalClock {
 public:
  explicit IcalClock(const Zone& zone) : zone_(zone) {}

  Time instant(const icaltimetype& at) const;
  /// By the clock that `like` is told by.
  LocalTime local(Time at, const icaltimetype& like) const;
  /// So much later by that clock: nine moved to ten is ten in summer and in winter.
  Time later(Time at, Millis by, const icaltimetype& like) const;

 private:
  const Zone& zone_;
};
