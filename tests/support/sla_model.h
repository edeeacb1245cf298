#pragma once
#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "bot/sla.h"

/// The clocks of a ticket the slow way: minute after minute, with rules written down once more and nothing
/// shared with bot/sla but its values. And random worlds to compare both in.
namespace sla_model {

inline const Time origin{std::chrono::sys_days{std::chrono::year{2026} / 3 / 2}};
inline constexpr int window = 8 * 1440;  // minutes
inline Time at_minute(int minute) { return origin + std::chrono::minutes{minute}; }

/// Whether the calendar works in each minute of the window, asked of the plan alone.
inline std::vector<char> worked_minutes(const CalendarPlan& plan) {
  std::vector<char> works(window);
  for (int minute = 0; minute < window; ++minute) {
    auto east = plan.zone.east;
    for (const auto& change : plan.zone.changes)
      if (change.from <= at_minute(minute)) east = change.east;
    const auto local =
        std::chrono::duration_cast<std::chrono::minutes>(at_minute(minute).time_since_epoch() + east);
    for (const int back : {0, 1}) {
      const auto day = std::chrono::floor<std::chrono::days>(local) - std::chrono::days{back};
      const auto special = plan.days.find(LocalDay{day});
      const auto weekday = (4 + day.count()) % 7;  // 1970-01-01 was a Thursday
      const auto& shifts =
          special != plan.days.end() ? special->second.shifts : plan.week[static_cast<std::size_t>(weekday)];
      for (const auto& shift : shifts)
        if (local - day >= shift.from && local - day < shift.to) works[static_cast<std::size_t>(minute)] = 1;
    }
  }
  return works;
}

struct ModelWorld {
  std::vector<std::shared_ptr<const WorkCalendar>> calendars;
  std::vector<std::vector<char>> works;  // of the same places
  std::size_t place(const std::shared_ptr<const WorkCalendar>& calendar) const {
    for (std::size_t i = 0; i < calendars.size(); ++i)
      if (calendars[i] == calendar) return i;
    return 0;
  }
};

inline ModelWorld make_world() {
  const auto zone = [](std::string name, int east, int at_hour, int later) {
    return Zone{
        std::move(name), Seconds{east * 60}, {{origin + std::chrono::hours{at_hour}, Seconds{later * 60}}}};
  };
  const auto plan = [](const char* id, Zone in, std::vector<const char*> shifts, bool weekend) {
    CalendarPlan made;
    made.id = id;
    made.zone = std::move(in);
    for (std::size_t day = weekend ? 0 : 1; day < (weekend ? 7u : 6u); ++day)
      for (const auto* shift : shifts) made.week[day].push_back(*shift_of(shift));
    return made;
  };
  auto exchange = plan("exchange", fixed_zone(Seconds{8 * 3600}), {"09:15-11:30", "13:00-15:00"}, false);
  exchange.days[*day_named("2026-03-05")] = {{}, true};
  exchange.days[*day_named("2026-03-07")] = {{*shift_of("09:15-11:30")}, false};
  auto night =
      plan("night", fixed_zone(Seconds{8 * 3600}), {"08:30-12:00", "13:00-17:30", "21:00-26:30"}, false);
  std::vector<CalendarPlan> plans{
      exchange, night, plan("new york", zone("new york", -300, 3 * 24 + 7, -240), {"09:30-16:00"}, true),
      plan("lord howe", zone("lord howe", 660, 4 * 24 + 15, 630), {"08:00-12:00", "12:30-18:45"}, true)};
  ModelWorld world;
  for (auto& each : plans) {
    world.works.push_back(worked_minutes(each));
    world.calendars.push_back(std::make_shared<const WorkCalendar>(std::move(each)));
  }
  world.works.emplace_back(window, char{1});
  world.calendars.push_back(std::make_shared<const WorkCalendar>(WorkCalendar::always()));
  return world;
}

struct Case {
  std::vector<SlaEvent> events;
  SlaPolicy policy;
  int now = 0;  // minute
};

class Chance {
 public:
  explicit Chance(unsigned seed) : source_(seed) {}
  int below(int most) { return static_cast<int>(source_() % static_cast<unsigned>(most)); }
  bool one_in(int n) { return below(n) == 0; }

 private:
  std::mt19937 source_;
};

inline const std::array<const char*, 3> reasons{"reporter", "vendor", "release"};

inline SlaVersion random_version(const ModelWorld& world, Chance& chance, int number) {
  SlaVersion version;
  version.name = "v" + std::to_string(number);
  version.from = at_minute(chance.below(6 * 1440));
  for (auto& target : version.targets) {
    target.response = std::chrono::minutes{20 * chance.below(chance.one_in(2) ? 6 : 60)};
    target.resolution = std::chrono::minutes{20 * chance.below(chance.one_in(2) ? 12 : 240)};
    target.calendar =
        world.calendars[static_cast<std::size_t>(chance.below(static_cast<int>(world.calendars.size())))];
  }
  for (const auto* reason : reasons)
    if (!chance.one_in(3)) version.pauses.emplace_back(reason);
  version.soon_percent = 50 + 5 * chance.below(11);
  version.reopen_restarts = chance.one_in(3);
  return version;
}

/// Mostly the life of a ticket; one in eight is nonsense, which must not matter to the rules.
inline Case random_case(const ModelWorld& world, unsigned seed) {
  Chance chance(seed);
  Case made;
  const int versions = 1 + chance.below(4);
  for (int i = 0; i < versions; ++i) made.policy.versions.push_back(random_version(world, chance, i));
  std::sort(made.policy.versions.begin(), made.policy.versions.end(),
            [](const SlaVersion& a, const SlaVersion& b) { return a.from < b.from; });
  using K = SlaEvent::Kind;
  const bool nonsense = chance.one_in(8);
  K last = K::ended;
  int minute = chance.below(1440);
  for (int i = chance.below(12); i >= 0; --i) {
    static constexpr std::array<K, 10> some{K::responded, K::paused, K::resumed,  K::resumed,  K::resolved,
                                            K::reopened,  K::ended,  K::severity, K::severity, K::paused};
    SlaEvent event;
    event.kind = some[static_cast<std::size_t>(chance.below(10))];
    if (made.events.empty() && !nonsense) event.kind = K::started;
    if (!nonsense && last == K::resolved && event.kind != K::ended) event.kind = K::reopened;
    if (!nonsense && last == K::paused) event.kind = chance.one_in(4) ? K::resolved : K::resumed;
    if (nonsense && chance.one_in(4)) event.kind = K::started;
    event.at = at_minute(minute);
    event.reason = reasons[static_cast<std::size_t>(chance.below(3))];
    event.severity = static_cast<Severity>(chance.below(4));
    last = event.kind;
    made.events.push_back(event);
    minute += chance.one_in(6) ? 0 : chance.below(chance.one_in(3) ? 1440 : 240);
  }
  made.now = chance.below(6 * 1440);
  return made;
}

/// One clock of the model.
struct Hand {
  int elapsed = 0, paused = 0, target = 0;
  int soon = -1, due = -1, stopped = -1;
  bool was_live = false;
};

struct Shown {
  SlaClock response, resolution;
  int round = 0;
};

class Model {
 public:
  Model(const ModelWorld& world, const Case& random) : world_(world), case_(random) {}

  Shown run() {
    Shown shown;
    for (int minute = 0; minute < window; ++minute) {
      if (settle(minute)) look(minute);
      const bool live = started_ && !resolved_ && !ended_, waits = live && !responded_;
      const bool works = (*works_)[static_cast<std::size_t>(minute)] != 0;
      check(response_, minute, waits, minutes_of(target_->response), version_->soon_percent);
      check(resolution_, minute, live, minutes_of(target_->resolution), version_->soon_percent);
      if (minute == case_.now) {
        shown.round = round_;
        shown.response = seen(response_, waits, false, works, ended_ && !resolved_ && !responded_);
        shown.resolution = seen(resolution_, live, stands_, works, ended_ && !resolved_);
      }
      if (minute >= case_.now && !live) break;
      if (works && waits) ++response_.elapsed;
      if (works && live) ++(stands_ ? resolution_.paused : resolution_.elapsed);
    }
    foresee(shown.response, response_);
    foresee(shown.resolution, resolution_);
    return shown;
  }

 private:
  static int minutes_of(Millis span) { return static_cast<int>(span.count() / 60000); }

  const SlaVersion& version_of(int minute) const {
    const auto* held = &case_.policy.versions.front();
    for (const auto& version : case_.policy.versions)
      if (version.from <= at_minute(minute)) held = &version;
    return *held;
  }

  /// Whether anything happens in this minute: a first look, an event, another version.
  bool settle(int minute) {
    bool changed = minute == 0;
    if (minute <= case_.now && next_ < case_.events.size() && case_.events[next_].at == at_minute(minute)) {
      events_of(minute);
      changed = true;
    }
    if (minute == next_version_) changed = true;
    return changed;
  }

  void look(int minute) {
    version_ = &version_of(minute);
    next_version_ = window;
    for (const auto& version : case_.policy.versions)
      if (version.from > at_minute(minute))
        next_version_ =
            std::min(next_version_, static_cast<int>((version.from - origin) / std::chrono::minutes{1}));
    target_ = &version_->targets[static_cast<std::size_t>(severity_)];
    works_ = &world_.works[world_.place(target_->calendar)];
    stands_ = std::find(version_->pauses.begin(), version_->pauses.end(), pause_) != version_->pauses.end();
  }

  void events_of(int minute) {
    for (; next_ < case_.events.size() && case_.events[next_].at == at_minute(minute); ++next_) {
      const auto& event = case_.events[next_];
      using K = SlaEvent::Kind;
      if (event.kind == K::started) started_ = true;
      if (event.kind == K::started || event.kind == K::severity) severity_ = event.severity;
      if (event.kind == K::responded || event.kind == K::resolved) responded_ = true;
      if (event.kind == K::resolved) resolved_ = true;
      if (event.kind == K::ended) ended_ = true;
      if (event.kind == K::paused) pause_ = event.reason;
      if (event.kind == K::resumed || event.kind == K::resolved || event.kind == K::ended) pause_.clear();
      if (event.kind != K::reopened) continue;
      resolved_ = ended_ = false;
      pause_.clear();
      if (!version_of(minute).reopen_restarts) continue;
      responded_ = false;
      ++round_;
      response_ = resolution_ = Hand{};
    }
  }

  static void check(Hand& hand, int minute, bool live, int target, int percent) {
    if (live) hand.stopped = -1;
    if (!live && hand.was_live) hand.stopped = minute;
    hand.was_live = live;
    if (!live) return;
    hand.target = target;
    const int soon = target * percent / 100;
    if (hand.elapsed < soon) hand.soon = -1;
    if (soon > 0 && hand.elapsed >= soon && hand.soon < 0) hand.soon = minute;
    if (target > 0 && hand.elapsed >= target && hand.due < 0) hand.due = minute;
  }

  SlaClock seen(const Hand& hand, bool live, bool stands, bool works, bool ended) const {
    SlaClock clock;
    clock.elapsed = std::chrono::minutes{hand.elapsed};
    clock.paused = std::chrono::minutes{hand.paused};
    clock.target = std::chrono::minutes{hand.target};
    clock.overdue = hand.due >= 0;
    if (hand.stopped >= 0) clock.stopped_at = at_minute(hand.stopped);
    using S = ClockState;
    clock.state = !started_          ? S::idle
                  : !live && ended   ? S::ended
                  : hand.target == 0 ? S::idle
                  : !live            ? (hand.due >= 0 ? S::missed : S::met)
                  : stands           ? S::paused
                  : works            ? S::running
                                     : S::outside;
    if (clock.state == S::paused) clock.paused_for = pause_;
    return clock;
  }

  static void foresee(SlaClock& clock, const Hand& hand) {
    if (hand.soon >= 0) clock.soon_at = at_minute(hand.soon);
    if (hand.due >= 0) clock.due_at = at_minute(hand.due);
  }

  const ModelWorld& world_;
  const Case& case_;
  std::size_t next_ = 0;
  bool started_ = false, responded_ = false, resolved_ = false, ended_ = false;
  std::string pause_;
  Severity severity_ = Severity::medium;
  int round_ = 0, next_version_ = 0;
  Hand response_, resolution_;
  const SlaVersion* version_ = nullptr;
  const SlaTarget* target_ = nullptr;
  const std::vector<char>* works_ = nullptr;
  bool stands_ = false;
};

/// What lies behind the window, the model cannot see.
inline std::optional<Time> within(std::optional<Time> at) {
  return at && *at >= at_minute(window) ? std::nullopt : at;
}

inline std::string differences(const SlaClock& fast, const SlaClock& slow) {
  std::string found;
  const auto note = [&](bool same, const char* what) {
    if (!same) found += std::string(found.empty() ? "" : ", ") + what;
  };
  note(fast.state == slow.state, "state");
  note(fast.target == slow.target, "target");
  note(fast.elapsed == slow.elapsed, "elapsed");
  note(fast.paused == slow.paused, "paused");
  note(fast.paused_for == slow.paused_for, "reason");
  note(fast.overdue == slow.overdue, "overdue");
  note(within(fast.soon_at) == within(slow.soon_at), "soon_at");
  note(within(fast.due_at) == within(slow.due_at), "due_at");
  note(fast.stopped_at == slow.stopped_at, "stopped_at");
  return found;
}

/// Empty: the same clocks, and the explanation adds up.
inline std::string compared(const ModelWorld& world, unsigned seed) {
  const auto random = random_case(world, seed);
  const auto fast = sla_clocks(random.events, random.policy, at_minute(random.now));
  const auto slow = Model(world, random).run();
  const auto response = differences(fast.response, slow.response);
  const auto resolution = differences(fast.resolution, slow.resolution);
  std::string found;
  if (!response.empty()) found += "response: " + response + "; ";
  if (!resolution.empty()) found += "resolution: " + resolution + "; ";
  if (fast.round != slow.round) found += "round; ";
  for (const auto which : {ClockName::response, ClockName::resolution}) {
    const auto pieces = explain_clock(random.events, random.policy, which, at_minute(random.now));
    for (std::size_t i = 1; i < pieces.size(); ++i)
      if (pieces[i].from != pieces[i - 1].to) found += "a gap in the explanation; ";
    const auto& clock = which == ClockName::response ? fast.response : fast.resolution;
    // A clock that begins anew at this very instant has counted nothing yet; the time explained lies before.
    const bool anew = std::any_of(random.events.begin(), random.events.end(), [&](const auto& e) {
      return e.kind == SlaEvent::Kind::reopened && e.at == at_minute(random.now);
    });
    if (!pieces.empty() && !anew && pieces.back().sum != clock.elapsed)
      found += "the explanation does not add up; ";
  }
  return found;
}

}  // namespace sla_model
