// Clocks of open tickets: random histories against the model that counts every minute, then evaluations a
// second on one core.  bench_sla [HISTORIES] [EVALUATIONS]   Last line: one JSON object.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>

#include "tests/support/sla_model.h"

namespace {

double processor_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

/// Tickets as a desk has them: still open, three to eight events.
std::vector<sla_model::Case> open_tickets(const sla_model::ModelWorld& world) {
  std::vector<sla_model::Case> found;
  for (unsigned seed = 0; found.size() < 20000; ++seed) {
    auto made = sla_model::random_case(world, seed);
    if (made.events.size() < 3 || made.events.size() > 8) continue;
    made.now = 6 * 1440;
    const auto state = sla_clocks(made.events, made.policy, sla_model::at_minute(made.now)).resolution.state;
    if (state == ClockState::running || state == ClockState::outside || state == ClockState::paused)
      found.push_back(std::move(made));
  }
  return found;
}

}  // namespace

int main(int count, char** words) {
  const unsigned histories = count > 1 ? static_cast<unsigned>(std::atoi(words[1])) : 1000000;
  const std::size_t evaluations = count > 2 ? static_cast<std::size_t>(std::atoll(words[2])) : 4000000;
  const auto world = sla_model::make_world();
  unsigned different = 0;
  for (unsigned seed = 0; seed < histories; ++seed) {
    const auto found = sla_model::compared(world, seed);
    if (!found.empty() && different++ < 10) std::printf("seed %u: %s\n", seed, found.c_str());
    if ((seed + 1) % 100000 == 0) std::printf("%u histories, %u different\n", seed + 1, different);
  }
  const auto tickets = open_tickets(world);
  const auto begun = processor_seconds();
  long long sum = 0;
  for (std::size_t i = 0; i < evaluations; ++i) {
    const auto& ticket = tickets[i % tickets.size()];
    sum +=
        sla_clocks(ticket.events, ticket.policy, sla_model::at_minute(ticket.now)).resolution.elapsed.count();
  }
  const auto took = processor_seconds() - begun;
  std::printf("%zu evaluations of both clocks in %.2f s of processor time (sum %lld)\n", evaluations, took,
              sum);
  std::printf("{\"histories\":%u,\"different\":%u,\"evaluations_per_second\":%.0f}\n", histories, different,
              static_cast<double>(evaluations) / took);
  return different == 0 ? 0 : 1;
}
