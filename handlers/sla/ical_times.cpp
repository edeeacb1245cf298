#include "bot/text.h"
#include "handlers/sla/ical_times_internal.h"

namespace {

using std::chrono::seconds;

LocalTime wall(const icaltimetype& at) {
  const std::chrono::year_month_day date{std::chrono::year{at.year},
                                         std::chrono::month{static_cast<unsigned>(at.month)},
                                         std::chrono::day{static_cast<unsigned>(at.day)}};
  const auto time = at.is_date
                        ? seconds{0}
                        : std::chrono::hours{at.hour} + std::chrono::minutes{at.minute} + seconds{at.second};
  return LocalTime{LocalDay{date}} + time;
}

icaltimetype on_clock(Time at, const icaltimezone* zone) {
  auto told =
      icaltime_from_timet_with_zone(std::chrono::floor<seconds>(at).time_since_epoch().count(), 0, zone);
  told.zone = zone;  // the library shows the zone's clock and names UTC
  return told;
}

}  // namespace

std::string ical_text(const char* text) { return text == nullptr ? std::string() : clean_utf8(text); }

bool ical_has(icalcomponent* event, icalproperty_kind kind) {
  return icalcomponent_get_first_property(event, kind) != nullptr;
}

bool ical_cancelled(icalcomponent* event) { return icalcomponent_get_status(event) == ICAL_STATUS_CANCELLED; }

bool ical_usable(const icaltimetype& at) {
  return !icaltime_is_null_time(at) && icaltime_is_valid_time(at) && at.year >= 1970 && at.year <= 2200 &&
         at.month >= 1 && at.month <= 12 && at.day >= 1 && at.day <= 31;
}

bool ical_zone_missing(icalproperty* property, const icaltimetype& at) {
  return property != nullptr && icalproperty_get_first_parameter(property, ICAL_TZID_PARAMETER) != nullptr &&
         icaltime_get_timezone(at) == nullptr && !at.is_date;
}

icaltimetype ical_repetition(icalcomponent* event) {
  auto* property = icalcomponent_get_first_property(event, ICAL_RECURRENCEID_PROPERTY);
  return property == nullptr ? icaltime_null_time()
                             : icalproperty_get_datetime_with_component(property, event);
}

icalparameter_range ical_range(icalcomponent* event) {
  auto* property = icalcomponent_get_first_property(event, ICAL_RECURRENCEID_PROPERTY);
  auto* range =
      property == nullptr ? nullptr : icalproperty_get_first_parameter(property, ICAL_RANGE_PARAMETER);
  return range == nullptr ? ICAL_RANGE_NONE : icalparameter_get_range(range);
}

Time IcalClock::instant(const icaltimetype& at) const {
  const auto* zone = icaltime_get_timezone(at);
  if (at.is_date || zone == nullptr) return instant_of(zone_, wall(at));
  return Time{seconds{icaltime_as_timet_with_zone(at, zone)}};
}

LocalTime IcalClock::local(Time at, const icaltimetype& like) const {
  const auto* zone = icaltime_get_timezone(like);
  return zone == nullptr ? local_of(zone_, at) : wall(on_clock(at, zone));
}

Time IcalClock::later(Time at, Millis by, const icaltimetype& like) const {
  const auto* zone = icaltime_get_timezone(like);
  if (zone == nullptr) return instant_of(zone_, local_of(zone_, at) + by);
  auto moved = on_clock(at, zone);
  icaltime_adjust(&moved, 0, 0, 0, static_cast<int>(std::chrono::floor<seconds>(by).count()));
  return instant(moved);
}
