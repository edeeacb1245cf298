#include "bot/sla.h"

#include "bot/sla_walk.h"

namespace {

constexpr std::array<const char*, severities> severity_names{"low", "medium", "high", "urgent"};
constexpr std::array<const char*, 7> state_names{"idle", "running", "outside", "paused",
                                                 "met",  "missed",  "ended"};

/// One clock on its way through the stretches.
class Run {
 public:
  explicit Run(ClockName which) : which_(which) {}

  void stretch(const SlaMoment& moment, const SlaVersion& version, Time from, Time to) {
    if (moment.round != round_) *this = Run(which_, moment.round);
    const bool live = moment.live(which_);
    if (live) stopped_ = std::nullopt;
    if (!live && was_live_) stopped_ = from;
    was_live_ = live;
    if (!live) return;
    const auto& target = target_of(version, moment.severity);
    target_ = which_ == ClockName::response ? target.response : target.resolution;
    const auto soon = target_ * version.soon_percent / 100;
    if (elapsed_ < soon) soon_ = std::nullopt;
    reach(soon, from, soon_);
    reach(target_, from, due_);
    if (target.calendar == nullptr || from == to) return;
    const auto worked = target.calendar->worked(from, to);
    if (pauses(version, moment, which_)) {
      paused_ += worked;
      return;
    }
    pass(soon, *target.calendar, from, to, worked, soon_);
    pass(target_, *target.calendar, from, to, worked, due_);
    elapsed_ += worked;
  }

  /// As it stands at `now`, in a stretch that begins then.
  SlaClock shown(const SlaMoment& moment, const SlaVersion& version, Time now) const {
    SlaClock clock;
    clock.target = target_;
    clock.elapsed = elapsed_;
    clock.paused = paused_;
    clock.stopped_at = stopped_;
    clock.overdue = due_ && *due_ <= now;
    clock.state = state(moment, version, now);
    if (clock.state == ClockState::paused) clock.paused_for = *moment.paused;
    return clock;
  }
  void foresee(SlaClock& clock) const {
    clock.soon_at = soon_;
    clock.due_at = due_;
  }

 private:
  Run(ClockName which, int round) : which_(which), round_(round) {}

  /// Already reached when the stretch begins.
  void reach(Millis goal, Time from, std::optional<Time>& at) const {
    if (goal > Millis{0} && elapsed_ >= goal && !at) at = from;
  }
  /// Reached within it. Its end belongs to the next: who ends the clock at that instant is in time.
  void pass(Millis goal, const WorkCalendar& calendar, Time from, Time to, Millis worked,
            std::optional<Time>& at) const {
    if (at || goal <= Millis{0} || elapsed_ + worked < goal) return;
    const auto when = calendar.after(from, goal - elapsed_);
    if (when && *when < to) at = when;
  }

  ClockState state(const SlaMoment& moment, const SlaVersion& version, Time now) const {
    if (!moment.started) return ClockState::idle;
    if (moment.live(which_)) {
      const auto& target = target_of(version, moment.severity);
      if (target_ <= Millis{0} || target.calendar == nullptr) return ClockState::idle;
      if (pauses(version, moment, which_)) return ClockState::paused;
      return target.calendar->working(now) ? ClockState::running : ClockState::outside;
    }
    if (moment.ended && !moment.resolved && !(which_ == ClockName::response && moment.responded))
      return ClockState::ended;
    if (target_ <= Millis{0}) return ClockState::idle;
    return due_ ? ClockState::missed : ClockState::met;
  }

  ClockName which_;
  int round_ = 0;
  bool was_live_ = false;
  Millis target_{}, elapsed_{}, paused_{};
  std::optional<Time> soon_, due_, stopped_;
};

}  // namespace

std::optional<Severity> severity_named(const std::string& name) {
  const auto found = std::find(severity_names.begin(), severity_names.end(), name);
  if (found == severity_names.end()) return std::nullopt;
  return static_cast<Severity>(found - severity_names.begin());
}
const char* name_of(Severity severity) { return severity_names[static_cast<std::size_t>(severity)]; }
const char* name_of(ClockState state) { return state_names[static_cast<std::size_t>(state)]; }

void apply_to(SlaMoment& moment, const SlaEvent& event, const SlaVersion& version) {
  switch (event.kind) {
    case SlaEvent::Kind::started:
      moment.started = true;
      moment.severity = event.severity;
      break;
    case SlaEvent::Kind::responded:
      moment.responded = true;
      break;
    case SlaEvent::Kind::paused:
      moment.paused = &event.reason;
      break;
    case SlaEvent::Kind::resumed:
      moment.paused = nullptr;
      break;
    case SlaEvent::Kind::resolved:
      moment.resolved = moment.responded = true;
      moment.paused = nullptr;
      break;
    case SlaEvent::Kind::reopened:
      moment.resolved = moment.ended = false;
      moment.paused = nullptr;
      if (!version.reopen_restarts) break;
      moment.responded = false;
      ++moment.round;
      break;
    case SlaEvent::Kind::ended:
      moment.ended = true;
      moment.paused = nullptr;
      break;
    case SlaEvent::Kind::severity:
      moment.severity = event.severity;
      break;
  }
}

SlaClocks sla_clocks(const std::vector<SlaEvent>& events, const SlaPolicy& policy, Time now) {
  SlaClocks clocks;
  Run response(ClockName::response), resolution(ClockName::resolution);
  bool shown = false;
  each_stretch(events, policy, now, Time::max(),
               [&](const SlaMoment& moment, const SlaVersion& version, Time from, Time to) {
                 if (from < now) {
                   response.stretch(moment, version, from, to);
                   resolution.stretch(moment, version, from, to);
                   return;
                 }
                 if (!shown) {
                   // What ends or begins at this instant, before any of the time that follows.
                   response.stretch(moment, version, from, from);
                   resolution.stretch(moment, version, from, from);
                   clocks.response = response.shown(moment, version, now);
                   clocks.resolution = resolution.shown(moment, version, now);
                   clocks.round = moment.round;
                   shown = true;
                 }
                 response.stretch(moment, version, from, to);
                 resolution.stretch(moment, version, from, to);
               });
  response.foresee(clocks.response);
  resolution.foresee(clocks.resolution);
  return clocks;
}

const SlaPolicy* policy_for(const std::vector<SlaPolicy>& policies, const std::string& system) {
  for (const auto& policy : policies)
    if (policy.systems.empty() ||
        std::find(policy.systems.begin(), policy.systems.end(), system) != policy.systems.end())
      return &policy;
  return nullptr;
}
