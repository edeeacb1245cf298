#pragma once
#include <chrono>

/// A point in time, UTC, to the millisecond. Rules never read a clock: time is an argument.
using Time = std::chrono::sys_time<std::chrono::milliseconds>;
using Seconds = std::chrono::seconds;
using Millis = std::chrono::milliseconds;
