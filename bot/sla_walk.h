#pragma once
#include <algorithm>

#include "bot/sla.h"

/// Time cut into stretches in which nothing changes for the clocks of a ticket. Only for sla*.cpp.

struct SlaMoment {
  bool started = false, responded = false, resolved = false, ended = false;
  const std::string* paused = nullptr;  // why; whether that stops a clock is the version's to say
  Severity severity = Severity::medium;
  int round = 0;
  bool live(ClockName which) const {
    return started && !resolved && !ended && (which == ClockName::resolution || !responded);
  }
};

inline const SlaVersion* version_at(const SlaPolicy& policy, Time at) {
  const auto after =
      std::upper_bound(policy.versions.begin(), policy.versions.end(), at,
                       [](Time time, const SlaVersion& version) { return time < version.from; });
  return after == policy.versions.begin() ? policy.versions.data() : &*std::prev(after);
}

void apply_to(SlaMoment& moment, const SlaEvent& event, const SlaVersion& version);

/// Calls each(moment, version, from, to) for every stretch from the first event to `until`, which is
/// Time::max() for all that can be foreseen at `now`; `now` is a border too. Events after `now` are left out.
template <class Each>
void each_stretch(const std::vector<SlaEvent>& events, const SlaPolicy& policy, Time now, Time until,
                  Each each) {
  if (events.empty() || policy.versions.empty() || events.front().at > now) return;
  SlaMoment moment;
  const auto* version = version_at(policy, events.front().at);
  const auto* end = policy.versions.data() + policy.versions.size();
  std::size_t next = 0;
  for (Time at = events.front().at; at < until;) {
    while (version + 1 != end && (version + 1)->from <= at) ++version;
    for (; next < events.size() && events[next].at <= std::min(at, now); ++next)
      apply_to(moment, events[next], *version);
    Time to = at < now ? now : until;
    if (next < events.size() && events[next].at <= now) to = std::min(to, events[next].at);
    if (version + 1 != end) to = std::min(to, (version + 1)->from);
    to = std::min(to, until);
    each(static_cast<const SlaMoment&>(moment), *version, at, to);
    at = to;
  }
}

inline const SlaTarget& target_of(const SlaVersion& version, Severity severity) {
  return version.targets[static_cast<std::size_t>(severity)];
}
inline bool pauses(const SlaVersion& version, const SlaMoment& moment, ClockName which) {
  return which == ClockName::resolution && moment.paused != nullptr &&
         std::find(version.pauses.begin(), version.pauses.end(), *moment.paused) != version.pauses.end();
}
