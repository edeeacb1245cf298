#include "handlers/sla/ical_reader.h"

#include <libical/ical.h>

#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <set>

#include "bot/text.h"

namespace {

using std::chrono::days;

constexpr int most_repetitions = 40000;       // of an event: a day's for a hundred years
constexpr std::size_t most_times = 30000;     // of a calendar
constexpr std::chrono::seconds most_work{5};  // rules that never match are walked to the end of time

struct Freed {
  void operator()(icalcomponent* component) const { icalcomponent_free(component); }
  void operator()(icalrecur_iterator* iterator) const { icalrecur_iterator_free(iterator); }
};
using Component = std::unique_ptr<icalcomponent, Freed>;
using Repetitions = std::unique_ptr<icalrecur_iterator, Freed>;

std::string text_of(const char* text) { return text == nullptr ? std::string() : clean_utf8(text); }

/// Times of one calendar as instants.
class IcalClock {
 public:
  explicit IcalClock(const Zone& zone) : zone_(zone) {}

  Time instant(const icaltimetype& at) const {
    const auto* zone = icaltime_get_timezone(at);
    if (!at.is_date && zone != nullptr)
      return Time{std::chrono::seconds{icaltime_as_timet_with_zone(at, zone)}};
    const std::chrono::year_month_day date{std::chrono::year{at.year},
                                           std::chrono::month{static_cast<unsigned>(at.month)},
                                           std::chrono::day{static_cast<unsigned>(at.day)}};
    const auto time = at.is_date ? std::chrono::seconds{0}
                                 : std::chrono::hours{at.hour} + std::chrono::minutes{at.minute} +
                                       std::chrono::seconds{at.second};
    return instant_of(zone_, LocalTime{LocalDay{date}} + time);
  }

 private:
  const Zone& zone_;
};

bool usable(const icaltimetype& at) {
  return !icaltime_is_null_time(at) && icaltime_is_valid_time(at) && at.year >= 1970 && at.year <= 2200 &&
         at.month >= 1 && at.month <= 12 && at.day >= 1 && at.day <= 31;
}

/// A zone that is named and not known would be read as local time in silence.
bool zone_is_missing(icalproperty* property, const icaltimetype& at) {
  return property != nullptr && icalproperty_get_first_parameter(property, ICAL_TZID_PARAMETER) != nullptr &&
         icaltime_get_timezone(at) == nullptr && !at.is_date;
}

IcalParty party_of(icalproperty* property, const char* address) {
  IcalParty party;
  party.mail = text_of(address);
  constexpr std::string_view scheme = "mailto:";
  if (normal(prefix_bytes(party.mail, scheme.size())) == scheme) party.mail.erase(0, scheme.size());
  if (auto* name = icalproperty_get_first_parameter(property, ICAL_CN_PARAMETER))
    party.name = text_of(icalparameter_get_cn(name));
  return party;
}

class IcalWork {
 public:
  IcalWork(icalcomponent* calendar, const IcalScan& scan, const Zone& zone, Time from, Time to)
      : calendar_(calendar), scan_(scan), clock_(zone), from_(from), to_(to) {}

  Result<IcalEvents> read() {
    note_moved();
    std::size_t index = 0;
    for (auto* event = first(); event != nullptr; event = next()) {
      if (index >= scan_.lines.size()) return Error{Kind::bad_input, "line 1: not read as it is written"};
      take(event, scan_.lines[index++]);
      if (std::chrono::steady_clock::now() - begun_ > most_work)
        return Error{Kind::bad_input,
                     "line " + std::to_string(scan_.lines[index - 1]) + ": rules that take too long"};
    }
    if (index != scan_.lines.size()) return Error{Kind::bad_input, "line 1: not read as it is written"};
    return std::move(done_);
  }

 private:
  icalcomponent* first() { return icalcomponent_get_first_component(calendar_, ICAL_VEVENT_COMPONENT); }
  icalcomponent* next() { return icalcomponent_get_next_component(calendar_, ICAL_VEVENT_COMPONENT); }

  void problem(int line, const std::string& why, icalcomponent* event) {
    done_.problems.push_back(
        {line, why, std::string(prefix_bytes(text_of(icalcomponent_get_summary(event)), 120))});
  }

  /// Repetitions that an event of their own stands for.
  void note_moved() {
    for (auto* event = first(); event != nullptr; event = next()) {
      const auto at = moved_from(event);
      if (usable(at)) moved_[text_of(icalcomponent_get_uid(event))].insert(clock_.instant(at));
    }
  }
  icaltimetype moved_from(icalcomponent* event) const {
    auto* property = icalcomponent_get_first_property(event, ICAL_RECURRENCEID_PROPERTY);
    return property == nullptr ? icaltime_null_time()
                               : icalproperty_get_datetime_with_component(property, event);
  }

  void take(icalcomponent* event, int line) {
    if (icalcomponent_get_status(event) == ICAL_STATUS_CANCELLED) return;
    auto* begins = icalcomponent_get_first_property(event, ICAL_DTSTART_PROPERTY);
    const auto start = icalcomponent_get_dtstart(event);
    if (begins == nullptr || !usable(start)) return problem(line, "time", event);
    if (zone_is_missing(begins, start)) return problem(line, "zone", event);
    const auto length = length_of(event, start);
    if (length <= Millis{0} || length > days{93}) return problem(line, "time", event);
    IcalEvent made;
    made.line = line;
    made.summary = std::string(prefix_bytes(text_of(icalcomponent_get_summary(event)), 200));
    parties(event, made);
    const bool alone = icalcomponent_get_first_property(event, ICAL_RECURRENCEID_PROPERTY) != nullptr;
    if (alone && ranges(event)) problem(line, "range", event);
    const auto times = alone ? std::set<Time>{clock_.instant(start)} : times_of(event, start, line, length);
    for (const auto at : times) {
      if (at >= to_ || at + length <= from_) continue;
      if (++count_ > most_times) return problem(line, "crowd", event);
      made.times.emplace_back(at, at + length);
    }
    done_.events.push_back(std::move(made));
  }

  static bool ranges(icalcomponent* event) {
    auto* property = icalcomponent_get_first_property(event, ICAL_RECURRENCEID_PROPERTY);
    return icalproperty_get_first_parameter(property, ICAL_RANGE_PARAMETER) != nullptr;
  }

  Millis length_of(icalcomponent* event, const icaltimetype& start) const {
    const auto end = icalcomponent_get_dtend(event);
    if (usable(end)) return clock_.instant(end) - clock_.instant(start);
    return start.is_date ? Millis{days{1}} : Millis{0};
  }

  void parties(icalcomponent* event, IcalEvent& made) const {
    for (auto* one = icalcomponent_get_first_property(event, ICAL_ATTENDEE_PROPERTY); one != nullptr;
         one = icalcomponent_get_next_property(event, ICAL_ATTENDEE_PROPERTY)) {
      auto* part = icalproperty_get_first_parameter(one, ICAL_PARTSTAT_PARAMETER);
      if (part != nullptr && icalparameter_get_partstat(part) == ICAL_PARTSTAT_DECLINED) continue;
      made.attendees.push_back(party_of(one, icalproperty_get_attendee(one)));
    }
    if (auto* one = icalcomponent_get_first_property(event, ICAL_ORGANIZER_PROPERTY))
      made.organizer = party_of(one, icalproperty_get_organizer(one));
    for (auto* one = icalcomponent_get_first_property(event, ICAL_X_PROPERTY); one != nullptr;
         one = icalcomponent_get_next_property(event, ICAL_X_PROPERTY))
      if (normal(text_of(icalproperty_get_x_name(one))) == "x-dutydesk-person")
        made.mark = trimmed(text_of(icalproperty_get_x(one)));
  }

  std::set<Time> times_of(icalcomponent* event, const icaltimetype& start, int line, Millis length) {
    std::set<Time> times{clock_.instant(start)};
    for (auto* one = icalcomponent_get_first_property(event, ICAL_RRULE_PROPERTY); one != nullptr;
         one = icalcomponent_get_next_property(event, ICAL_RRULE_PROPERTY))
      if (const std::string why = repeat(icalproperty_get_rrule(one), start, times, length); !why.empty())
        problem(line, why, event);
    for (auto* one = icalcomponent_get_first_property(event, ICAL_RDATE_PROPERTY); one != nullptr;
         one = icalcomponent_get_next_property(event, ICAL_RDATE_PROPERTY))
      if (const auto at = icalproperty_get_datetime_with_component(one, event); usable(at))
        times.insert(clock_.instant(at));
    take_out(event, start, times);
    if (const auto moved = moved_.find(text_of(icalcomponent_get_uid(event))); moved != moved_.end())
      for (const auto at : moved->second) times.erase(at);
    return times;
  }

  /// Why it was given up before it came to an end or out of sight.
  const char* repeat(const icalrecurrencetype& rule, const icaltimetype& start, std::set<Time>& times,
                     Millis length) const {
    const Repetitions each(icalrecur_iterator_new(rule, start));
    if (!each) return "rule";
    for (int n = 0; n < most_repetitions; ++n) {
      auto at = icalrecur_iterator_next(each.get());
      at.zone = start.zone;
      if (!usable(at) || clock_.instant(at) >= to_) return "";
      if (clock_.instant(at) + length > from_) times.insert(clock_.instant(at));
    }
    return "endless";
  }

  /// EXDATE; a whole day takes out what begins on it.
  void take_out(icalcomponent* event, const icaltimetype& start, std::set<Time>& times) const {
    for (auto* one = icalcomponent_get_first_property(event, ICAL_EXDATE_PROPERTY); one != nullptr;
         one = icalcomponent_get_next_property(event, ICAL_EXDATE_PROPERTY)) {
      const auto at = icalproperty_get_datetime_with_component(one, event);
      if (!usable(at)) continue;
      const auto instant = clock_.instant(at);
      if (at.is_date && !start.is_date)
        std::erase_if(times, [&](Time time) { return time >= instant && time < instant + days{1}; });
      else
        times.erase(instant);
    }
  }

  icalcomponent* calendar_;
  const IcalScan& scan_;
  IcalClock clock_;
  Time from_, to_;
  std::map<std::string, std::set<Time>> moved_;  // by UID
  std::size_t count_ = 0;
  std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
  IcalEvents done_;
};

}  // namespace

Result<IcalEvents> read_ical(const IcalScan& scan, const Zone& zone, Time from, Time to) {
  static std::mutex one_at_a_time;  // libical keeps its zones and its last error in one place
  const std::scoped_lock lock(one_at_a_time);
  icalerror_set_errors_are_fatal(0);
  const Component calendar(icalparser_parse_string(scan.text.c_str()));
  if (!calendar || icalcomponent_isa(calendar.get()) != ICAL_VCALENDAR_COMPONENT)
    return Error{Kind::bad_input, "line 1: no calendar"};
  auto read = IcalWork(calendar.get(), scan, zone, from, to).read();
  if (read) read->problems.insert(read->problems.begin(), scan.problems.begin(), scan.problems.end());
  return read;
}
