#include "handlers/sla/ical_reader.h"

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>

#include "bot/text.h"
#include "handlers/sla/ical_times_internal.h"

namespace {

using std::chrono::days;

constexpr int most_repetitions = 40000;       // of an event: a day's for a hundred years
constexpr std::size_t most_times = 30000;     // of a calendar
constexpr std::chrono::seconds most_work{5};  // rules that never match are walked to the end of time
constexpr days farthest{366};                 // that the rest of a series is moved

struct Freed {
  void operator()(icalcomponent* component) const { icalcomponent_free(component); }
  void operator()(icalrecur_iterator* iterator) const { icalrecur_iterator_free(iterator); }
};
using Component = std::unique_ptr<icalcomponent, Freed>;
using Repetitions = std::unique_ptr<icalrecur_iterator, Freed>;

IcalParty party_of(icalproperty* property, const char* address) {
  IcalParty party;
  party.mail = ical_text(address);
  constexpr std::string_view scheme = "mailto:";
  if (normal(prefix_bytes(party.mail, scheme.size())) == scheme) party.mail.erase(0, scheme.size());
  if (auto* name = icalproperty_get_first_parameter(property, ICAL_CN_PARAMETER))
    party.name = ical_text(icalparameter_get_cn(name));
  return party;
}

std::string uid_of(icalcomponent* event) { return ical_text(icalcomponent_get_uid(event)); }

class IcalWork {
 public:
  IcalWork(icalcomponent* calendar, const IcalScan& scan, const Zone& zone, Time from, Time to)
      : calendar_(calendar), scan_(scan), clock_(zone), from_(from), to_(to) {}

  Result<IcalEvents> read() {
    std::vector<Entry> entries;
    for (auto* event = icalcomponent_get_first_component(calendar_, ICAL_VEVENT_COMPONENT); event != nullptr;
         event = icalcomponent_get_next_component(calendar_, ICAL_VEVENT_COMPONENT))
      entries.push_back({event, entries.size() < scan_.lines.size() ? scan_.lines[entries.size()] : 0});
    if (entries.size() != scan_.lines.size())
      return Error{Kind::bad_input, "line 1: not read as it is written"};
    for (const auto& entry : entries) note(entry);
    for (const auto& entry : entries) {
      take(entry);
      if (std::chrono::steady_clock::now() - begun_ > most_work)
        return Error{Kind::bad_input, "line " + std::to_string(entry.line) + ": rules that take too long"};
    }
    return std::move(done_);
  }

 private:
  struct Entry {
    icalcomponent* event = nullptr;
    int line = 0;
  };
  struct Shape {
    icaltimetype start{};
    Millis length{};
    const char* fault = nullptr;
  };
  /// Those of one UID whose times are others than the rule says.
  struct Exceptions {
    std::set<Time> moved;                    // repetitions that an event of their own stands for
    std::map<Time, icalcomponent*> onwards;  // by the repetition from which the rest goes otherwise
    Millis reach{};                          // so far from where the rule has it a repetition may lie
  };

  void problem(int line, const std::string& why, icalcomponent* event) {
    done_.problems.push_back(
        {line, why, std::string(prefix_bytes(ical_text(icalcomponent_get_summary(event)), 120))});
  }

  void note(const Entry& entry) {
    auto* event = entry.event;
    if (!ical_has(event, ICAL_RECURRENCEID_PROPERTY)) {
      if (!ical_cancelled(event)) series_[uid_of(event)].push_back(entry);
      return;
    }
    const auto at = ical_repetition(event);
    if (!ical_usable(at)) return;
    auto& exceptions = exceptions_[uid_of(event)];
    if (!moves_the_rest(event, at)) {
      exceptions.moved.insert(clock_.instant(at));
      return;
    }
    exceptions.onwards[clock_.instant(at)] = event;
    if (ical_cancelled(event)) return;
    const auto shape = shape_of(event);
    const auto by = std::chrono::abs(clock_.instant(shape.start) - clock_.instant(at));
    exceptions.reach = std::max(exceptions.reach, by + shape.length + days{2});
  }

  /// RFC 5545 3.2.13. THISANDPRIOR is none of it any more, and a rule of its own would be a second series.
  bool moves_the_rest(icalcomponent* event, const icaltimetype& at) const {
    if (ical_range(event) != ICAL_RANGE_THISANDFUTURE || uid_of(event).empty()) return false;
    if (ical_cancelled(event)) return true;
    const auto shape = shape_of(event);
    return shape.fault == nullptr && !ical_has(event, ICAL_RRULE_PROPERTY) &&
           !ical_has(event, ICAL_RDATE_PROPERTY) &&
           std::chrono::abs(clock_.instant(shape.start) - clock_.instant(at)) <= farthest;
  }

  void take(const Entry& entry) {
    auto* event = entry.event;
    const auto shape = shape_of(event);
    const bool gone = ical_cancelled(event);
    if (!gone && shape.fault != nullptr) return problem(entry.line, shape.fault, event);
    if (gone && !series_.contains(uid_of(event))) return;
    if (ical_range(event) != ICAL_RANGE_NONE && !rest_from(event)) problem(entry.line, "range", event);
    if (gone) return;
    IcalEvent made;
    made.line = entry.line;
    made.summary = std::string(prefix_bytes(ical_text(icalcomponent_get_summary(event)), 200));
    parties(event, made);
    for (const auto at : ical_has(event, ICAL_RECURRENCEID_PROPERTY) ? times_of_exception(entry, shape)
                                                                     : times_of_series(entry, shape)) {
      if (at >= to_ || at + shape.length <= from_) continue;
      if (++count_ > most_times) return problem(entry.line, "crowd", event);
      made.times.emplace_back(at, at + shape.length);
    }
    done_.events.push_back(std::move(made));
  }

  Shape shape_of(icalcomponent* event) const {
    auto* begins = icalcomponent_get_first_property(event, ICAL_DTSTART_PROPERTY);
    Shape shape{icalcomponent_get_dtstart(event)};
    if (begins == nullptr || !ical_usable(shape.start)) {
      shape.fault = "time";
    } else if (ical_zone_missing(begins, shape.start)) {
      shape.fault = "zone";
    } else {
      shape.length = length_of(event, shape.start);
      if (shape.length <= Millis{0} || shape.length > days{93}) shape.fault = "time";
    }
    return shape;
  }

  std::set<Time> times_of_series(const Entry& entry, const Shape& shape) {
    const auto found = exceptions_.find(uid_of(entry.event));
    if (found == exceptions_.end() || found->second.onwards.empty()) return times_of(entry, shape);
    auto times = whole_series(entry, shape);
    times.erase(times.lower_bound(found->second.onwards.begin()->first), times.end());
    return times;
  }

  /// Where the rest of a series begins that goes as this event does; nothing: it stands for itself.
  std::optional<Time> rest_from(icalcomponent* event) const {
    const auto at = ical_repetition(event);
    const auto found = exceptions_.find(uid_of(event));
    if (!ical_usable(at) || found == exceptions_.end() || !series_.contains(uid_of(event)))
      return std::nullopt;
    const auto here = found->second.onwards.find(clock_.instant(at));
    if (here == found->second.onwards.end() || here->second != event) return std::nullopt;
    return here->first;
  }

  /// RFC 5545 3.8.4.4: up to where the series is changed again, what follows is moved by as much.
  std::set<Time> times_of_exception(const Entry& entry, const Shape& shape) {
    const auto own = clock_.instant(shape.start);
    std::set<Time> times{own};
    const auto from = rest_from(entry.event);
    if (!from) return times;
    const auto& onwards = exceptions_.at(uid_of(entry.event)).onwards;
    const auto after = onwards.upper_bound(*from);
    const auto end = after == onwards.end() ? Time::max() : after->first;
    const bool by_day = ical_repetition(entry.event).is_date;
    for (const auto& master : series_.at(uid_of(entry.event))) {
      const auto rule = shape_of(master.event);
      if (rule.fault != nullptr) continue;
      const auto& whole = whole_series(master, rule);
      auto next = whole.lower_bound(*from);
      if (next == whole.end()) continue;
      // A day may name what begins on it.
      const auto first = by_day && *next < *from + days{1} ? *next : *from;
      const auto by = clock_.local(own, rule.start) - clock_.local(first, rule.start);
      for (; next != whole.end() && *next < end; ++next)
        if (*next != first) times.insert(clock_.later(*next, by, rule.start));
    }
    return times;
  }

  /// Kept, since each event that changes the rest asks for it.
  const std::set<Time>& whole_series(const Entry& master, const Shape& shape) {
    const auto [found, fresh] = whole_.try_emplace(master.event);
    if (!fresh) return found->second;
    found->second = times_of(master, shape);
    if ((kept_ += found->second.size()) > 4 * most_times) {
      problem(master.line, "crowd", master.event);
      found->second.clear();
    }
    return found->second;
  }

  Millis length_of(icalcomponent* event, const icaltimetype& start) const {
    const auto end = icalcomponent_get_dtend(event);
    if (ical_usable(end)) return clock_.instant(end) - clock_.instant(start);
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
      if (normal(ical_text(icalproperty_get_x_name(one))) == "x-dutydesk-person")
        made.mark = trimmed(ical_text(icalproperty_get_x(one)));
  }

  /// As rules and dates say, without what is taken out or stands for itself.
  std::set<Time> times_of(const Entry& entry, const Shape& shape) {
    auto* event = entry.event;
    const auto found = exceptions_.find(uid_of(event));
    const auto reach = found == exceptions_.end() ? Millis{0} : found->second.reach;
    std::set<Time> times{clock_.instant(shape.start)};
    for (auto* one = icalcomponent_get_first_property(event, ICAL_RRULE_PROPERTY); one != nullptr;
         one = icalcomponent_get_next_property(event, ICAL_RRULE_PROPERTY))
      if (const std::string why = repeat(icalproperty_get_rrule(one), shape, times, reach); !why.empty())
        problem(entry.line, why, event);
    for (auto* one = icalcomponent_get_first_property(event, ICAL_RDATE_PROPERTY); one != nullptr;
         one = icalcomponent_get_next_property(event, ICAL_RDATE_PROPERTY))
      if (const auto at = icalproperty_get_datetime_with_component(one, event); ical_usable(at))
        times.insert(clock_.instant(at));
    take_out(event, shape.start, times);
    if (found != exceptions_.end())
      for (const auto at : found->second.moved) times.erase(at);
    return times;
  }

  /// Why it was given up before it came to an end or out of sight.
  const char* repeat(const icalrecurrencetype& rule, const Shape& shape, std::set<Time>& times,
                     Millis reach) const {
    const Repetitions each(icalrecur_iterator_new(rule, shape.start));
    if (!each) return "rule";
    for (int n = 0; n < most_repetitions; ++n) {
      auto at = icalrecur_iterator_next(each.get());
      at.zone = shape.start.zone;
      if (!ical_usable(at) || clock_.instant(at) >= to_ + reach) return "";
      if (clock_.instant(at) + shape.length + reach > from_) times.insert(clock_.instant(at));
    }
    return "endless";
  }

  /// EXDATE; a whole day takes out what begins on it.
  void take_out(icalcomponent* event, const icaltimetype& start, std::set<Time>& times) const {
    for (auto* one = icalcomponent_get_first_property(event, ICAL_EXDATE_PROPERTY); one != nullptr;
         one = icalcomponent_get_next_property(event, ICAL_EXDATE_PROPERTY)) {
      const auto at = icalproperty_get_datetime_with_component(one, event);
      if (!ical_usable(at)) continue;
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
  std::map<std::string, std::vector<Entry>> series_;  // these by UID
  std::map<std::string, Exceptions> exceptions_;
  std::map<icalcomponent*, std::set<Time>> whole_;  // of those that are changed from somewhere on
  std::size_t count_ = 0, kept_ = 0;
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
