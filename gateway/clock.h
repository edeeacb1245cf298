#pragma once
#include "bot/time.h"

/// The only place that reads the wall clock.
Time now();
