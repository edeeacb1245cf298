#include "bot/escalation.h"

#include <algorithm>

namespace {

/// The next instant of these hours.
std::optional<Time> opening(const WorkCalendar& hours, Time now) {
  const auto end = hours.after(now, Millis{1});
  if (!end) return std::nullopt;
  return *end - Millis{1};
}

/// One act of a step, and when to go on: behind the last way at once.
void tell(const ChainStep& step, ChainAdvance& done, ChainRun& run, Time now, const WaysTo& ways_to) {
  const auto ways = ways_to ? ways_to(step.to) : std::vector<ContactWay>{};
  // Hours may have closed a way meanwhile: then those that are left have been tried.
  if (run.way < ways.size() || run.way == 0) {
    done.acts.push_back(step);
    if (!ways.empty()) done.acts.back().way = ways[run.way];
  }
  if (run.way + 1 < ways.size()) {
    run.next = now + ways[run.way++].wait;
    return;
  }
  run.way = 0;
  ++run.step;
}

}  // namespace

std::vector<ContactWay> open_ways(const Contact& contact, Time now) {
  const auto today = std::chrono::floor<std::chrono::days>(local_of(contact.zone, now));
  const auto open = [&](const DayShift& shift) {
    for (const auto day : {today - std::chrono::days{1}, today})
      if (now >= instant_of(contact.zone, LocalTime{day} + shift.from) &&
          now < instant_of(contact.zone, LocalTime{day} + shift.to))
        return true;
    return false;
  };
  std::vector<ContactWay> found;
  for (const auto& way : contact.ways)
    if (way.hours.empty() || std::any_of(way.hours.begin(), way.hours.end(), open)) found.push_back(way);
  return found;
}

ChainRun begin_chain(Time at) { return {at, at, 0, 0, false, 0}; }

ChainAdvance advance(const Chain& chain, ChainRun run, Time now, std::optional<Time> acknowledged,
                     const WaysTo& ways_to) {
  ChainAdvance done;
  if (chain.until_acknowledged && acknowledged && *acknowledged >= run.began) run.over = true;
  while (!run.over && run.next <= now) {
    if (chain.hours && !chain.hours->working(now)) {
      const auto open = opening(*chain.hours, now);
      run.over = !open;
      run.next = open.value_or(run.next);
      break;
    }
    if (run.step < chain.steps.size()) {
      const auto& step = chain.steps[run.step];
      if (step.kind == ChainStep::Kind::tell) {
        tell(step, done, run, now, ways_to);
        continue;
      }
      ++run.step;
      if (step.kind == ChainStep::Kind::wait)
        run.next = now + step.wait;
      else
        done.acts.push_back(step);
      continue;
    }
    run.over = run.round >= chain.repeat;
    if (run.over) break;
    ++run.round;
    run.step = 0;
    run.next = now + chain.every;
  }
  done.run = run;
  return done;
}
