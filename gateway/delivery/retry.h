#pragma once
#include <optional>

#include "bot/time.h"

/// When a failed delivery is tried again. Pure: `dice` in 0…1 is the jitter.
/// 1, 2, 4 … 300 s with ±50 %, never before `asked_for` (at most 1 h is believed), for 24 h: then nullopt, a
/// dead letter.
std::optional<Millis> next_wait(int attempts, Seconds asked_for, Seconds age, double dice);
