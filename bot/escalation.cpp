#include "bot/escalation.h"

namespace {

/// The next instant of these hours.
std::optional<Time> opening(const WorkCalendar& hours, Time now) {
  const auto end = hours.after(now, Millis{1});
  if (!end) return std::nullopt;
  return *end - Millis{1};
}

}  // namespace

ChainRun begin_chain(Time at) { return {at, at, 0, 0, false}; }

ChainAdvance advance(const Chain& chain, ChainRun run, Time now, std::optional<Time> acknowledged) {
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
      const auto& step = chain.steps[run.step++];
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
