#include "gateway/clock_zones.h"

#include <unicode/basictz.h>
#include <unicode/timezone.h>
#include <unicode/tzrule.h>
#include <unicode/tztrans.h>

#include <memory>

namespace {

using std::chrono::sys_days;
constexpr Time first{sys_days{std::chrono::year{2000} / 1 / 1}};
constexpr Time last{sys_days{std::chrono::year{2060} / 1 / 1}};

UDate millis_of(Time at) { return static_cast<UDate>(at.time_since_epoch().count()); }
Seconds seconds_of(int32_t millis) { return std::chrono::duration_cast<Seconds>(Millis{millis}); }

}  // namespace

Result<Zone> zone_named(const std::string& name) {
  const auto wanted = icu::UnicodeString::fromUTF8(name);
  const std::unique_ptr<icu::TimeZone> known(icu::TimeZone::createTimeZone(wanted));
  const auto* rules = dynamic_cast<const icu::BasicTimeZone*>(known.get());
  // What ICU does not know becomes "Etc/Unknown", which has no canonical name.
  UErrorCode status = U_ZERO_ERROR;
  icu::UnicodeString plain;
  icu::TimeZone::getCanonicalID(wanted, plain, status);
  if (name.empty() || rules == nullptr || U_FAILURE(status) || name == "Etc/Unknown")
    return Error{Kind::bad_input, "no time zone \"" + name + "\"; names are like Asia/Shanghai"};
  Zone zone;
  zone.name = name;
  int32_t raw = 0, saving = 0;
  rules->getOffset(millis_of(first), false, raw, saving, status);
  zone.east = seconds_of(raw + saving);
  auto east = zone.east;
  icu::TimeZoneTransition change;
  for (auto at = millis_of(first);
       rules->getNextTransition(at, false, change) && change.getTime() < millis_of(last);
       at = change.getTime()) {
    const auto next = seconds_of(change.getTo()->getRawOffset() + change.getTo()->getDSTSavings());
    if (next != east) zone.changes.push_back({Time{Millis{static_cast<long long>(change.getTime())}}, next});
    east = next;
  }
  return zone;
}
