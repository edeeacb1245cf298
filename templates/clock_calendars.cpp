#include "templates/clock_calendars.h"

#include <algorithm>

#include "templates/clock_table.h"

namespace {

using std::chrono::days;
constexpr std::array<const char*, 7> weekdays{"sun", "mon", "tue", "wed", "thu", "fri", "sat"};
constexpr int longest_holiday = 60;  // days; a longer one is a typing error

std::vector<DayShift> shifts_of(const toml::node& list, ClockProblems& problems) {
  std::vector<DayShift> shifts;
  if (list.as_array() == nullptr) {
    problems.add(list, "shifts are a list, like [\"08:30-12:00\", \"13:00-17:30\"]");
    return shifts;
  }
  for (const auto& item : *list.as_array()) {
    const auto said = item.value_exact<std::string>();
    const auto shift = said ? shift_of(*said) : std::nullopt;
    if (!shift) {
      problems.add(item, "\"" + said.value_or("") +
                             "\" is no shift; one is like \"08:30-12:00\", past midnight \"21:00-26:30\"");
      continue;
    }
    if (!shifts.empty() && shift->from < shifts.back().to)
      problems.add(item, "\"" + *said + "\" begins before the shift ahead of it ends");
    shifts.push_back(*shift);
  }
  return shifts;
}

/// "2026-02-15" or "2026-02-15..2026-02-23".
std::vector<LocalDay> days_of(const toml::node& item, ClockProblems& problems) {
  const auto said = item.value_exact<std::string>().value_or("");
  const auto dots = said.find("..");
  const auto first = day_named(said.substr(0, dots));
  const auto last = dots == std::string::npos ? first : day_named(said.substr(dots + 2));
  if (!first || !last || *last < *first || *last - *first > days{longest_holiday}) {
    problems.add(
        item, "\"" + said + "\" is no day; one is like \"2026-01-01\", several \"2026-02-15..2026-02-23\"");
    return {};
  }
  std::vector<LocalDay> found;
  for (auto day = *first; day <= *last; day += days{1}) found.push_back(day);
  return found;
}

class Reader {
 public:
  explicit Reader(const toml::table& table, ClockProblems& problems) : table_(table, problems) {}

  CalendarPlan read(const ZoneByName& zones) {
    plan_.id = table_.required("id");
    table_.text("about");
    const auto name = table_.required("zone");
    if (auto zone = zones(name))
      plan_.zone = *std::move(zone);
    else if (!name.empty())
      table_.problem("zone", zone.error().text);
    for (std::size_t day = 0; day < weekdays.size(); ++day)
      if (const auto* list = table_.node(weekdays[day]))
        plan_.week[day] = shifts_of(*list, table_.problems());
    each_day("holidays", [&](const toml::node&, LocalDay) { return SpecialDay{{}, true}; });
    const auto* make_up = table_.node("make_up_shifts");
    const auto shifts = make_up != nullptr ? shifts_of(*make_up, table_.problems()) : plan_.week[1];
    each_day("make_up", [&](const toml::node& item, LocalDay day) {
      if (!plan_.week[std::chrono::weekday{day}.c_encoding()].empty())
        table_.problems().add(item, "make_up: a day that is worked every week");
      return SpecialDay{shifts, false};
    });
    special();
    table_.end();
    check();
    return std::move(plan_);
  }

 private:
  template <class Make>
  void each_day(const char* key, Make make) {
    const auto* list = table_.node(key);
    if (list == nullptr) return;
    if (list->as_array() == nullptr) return table_.problem(key, "must be a list of days");
    for (const auto& item : *list->as_array())
      for (const auto day : days_of(item, table_.problems())) put(item, day, make(item, day));
  }

  /// [calendar.days] "2026-02-13" = ["09:00-11:30"]
  void special() {
    const auto* list_of_days = table_.node("days");
    if (list_of_days == nullptr) return;
    if (list_of_days->as_table() == nullptr)
      return table_.problem("days", "must be a table of days and their shifts");
    for (const auto& [key, list] : *list_of_days->as_table()) {
      const auto day = day_named(std::string(key.str()));
      if (!day)
        table_.problems().add(
            list, "days: \"" + std::string(key.str()) + "\" is no day; one is like \"2026-01-01\"");
      else
        put(list, *day, {shifts_of(list, table_.problems()), false});
    }
  }

  void put(const toml::node& where, LocalDay day, SpecialDay what) {
    if (!plan_.days.emplace(day, std::move(what)).second)
      table_.problems().add(where, "a day stands here that stands in this calendar already");
  }

  void check() {
    const auto works = [](const std::vector<DayShift>& shifts) { return !shifts.empty(); };
    if (std::none_of(plan_.week.begin(), plan_.week.end(), works))
      table_.problem("mon", "nobody works on any day of the week");
    for (std::size_t day = 0; day < 7; ++day) {
      const auto& today = plan_.week[day];
      const auto& next = plan_.week[(day + 1) % 7];
      if (!today.empty() && !next.empty() && today.back().to > next.front().from + days{1})
        table_.problem(weekdays[day], "its last shift runs into the first of the day after");
    }
  }

  ClockTable table_;
  CalendarPlan plan_;
};

}  // namespace

Result<WorkCalendars> load_calendars(const std::string& file, const ZoneByName& zones,
                                     const TextLayer& layer) {
  WorkCalendars calendars;
  calendars["always"] = std::make_shared<const WorkCalendar>(WorkCalendar::always());
  const auto done = read_clock_file(
      file,
      [&](ClockTable& root) {
        for (const auto* table : root.tables("calendar")) {
          auto plan = Reader(*table, root.problems()).read(zones);
          auto& place = calendars[plan.id];
          if (place)
            root.problems().add(*table, "calendar \"" + plan.id + "\" stands twice, or is the built-in one");
          place = std::make_shared<const WorkCalendar>(std::move(plan));
        }
      },
      layer);
  if (!done) return done.error();
  return calendars;
}
