#include "handlers/intake/pace.h"

#include <catch2/catch.hpp>

namespace {

constexpr Time start{Millis{1'000'000}};

/// Milliseconds of `length` that turns stand aside, asked every 10 ms.
int paused(Pace& pace, Time from, Millis length, bool pressed) {
  int all = 0;
  for (auto at = from; at < from + length; at += Millis{10})
    if (pace.pause(pressed, at)) all += 10;
  return all;
}

}  // namespace

TEST_CASE("without a burst turns never wait") {
  Pace pace;
  CHECK(paused(pace, start, Millis{10000}, false) == 0);
}

TEST_CASE("turns step aside for the whole of a short burst") {
  Pace pace;
  CHECK(paused(pace, start, Millis{2000}, true) == 2000);
}

TEST_CASE("a burst without end leaves turns at least a quarter of the time") {
  Pace pace;
  const auto waited = paused(pace, start, Millis{60000}, true);
  CHECK(waited > 30000);
  CHECK(waited <= 47000);
}

TEST_CASE("after a quiet second the next burst is given way to in full") {
  Pace pace;
  paused(pace, start, Millis{3000}, true);
  paused(pace, start + Millis{3000}, Millis{1000}, false);
  CHECK(paused(pace, start + Millis{4000}, Millis{2500}, true) == 2500);
}
