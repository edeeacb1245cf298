#pragma once
#include <algorithm>

#include "bot/time.h"

/// How long turns step aside while a burst is taken in: the platform counts seconds until its 200, a reporter
/// hardly notices two. Never more than `most` out of every `most + work`, so that a burst without end is
/// worked off too.
struct Pace {
  Millis most{3000}, work{1000};
  Millis budget{3000};  // of pausing, left now
  Time seen{};

  /// True when turns should wait a little before the next batch; called again and again with the time.
  bool pause(bool pressed, Time now) {
    const auto passed = seen == Time{} ? Millis{0} : std::max(Millis{0}, now - seen);
    seen = now;
    if (paused_) budget -= passed;
    if (!paused_) budget = std::min(most, budget + passed * (most / work));
    paused_ = pressed && budget > (paused_ ? Millis{0} : most / 2);
    return paused_;
  }

 private:
  bool paused_ = false;
};
