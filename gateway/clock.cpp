#include "gateway/clock.h"

Time now() { return std::chrono::floor<Millis>(std::chrono::system_clock::now()); }
