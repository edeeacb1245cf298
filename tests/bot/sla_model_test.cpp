#include "tests/support/sla_model.h"

#include <catch2/catch.hpp>

namespace {

void same_clocks(unsigned from, unsigned to) {
  const auto world = sla_model::make_world();
  for (unsigned seed = from; seed < to; ++seed) {
    const auto found = sla_model::compared(world, seed);
    if (!found.empty()) FAIL("seed " << seed << ": " << found);
  }
}

}  // namespace

// 20,000 in all, in four parts that may run side by side; deploy/bench sla compares a million.
TEST_CASE("clocks of random histories are those of a model that counts every minute, part 1") {
  same_clocks(0, 5000);
}
TEST_CASE("clocks of random histories are those of a model that counts every minute, part 2") {
  same_clocks(5000, 10000);
}
TEST_CASE("clocks of random histories are those of a model that counts every minute, part 3") {
  same_clocks(10000, 15000);
}
TEST_CASE("clocks of random histories are those of a model that counts every minute, part 4") {
  same_clocks(15000, 20000);
}
