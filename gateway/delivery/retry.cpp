#include "gateway/delivery/retry.h"

#include <algorithm>

std::optional<Millis> next_wait(int attempts, Seconds asked_for, Seconds age, double dice) {
  static constexpr Seconds longest{300}, patience{24 * 3600}, most_asked{3600};
  if (age >= patience) return std::nullopt;
  const auto base = std::min(longest, Seconds{1LL << std::clamp(attempts - 1, 0, 9)});
  const Millis jittered{static_cast<long long>(static_cast<double>(Millis{base}.count()) * (0.5 + dice))};
  return std::max(jittered, Millis{std::min(asked_for, most_asked)});
}
