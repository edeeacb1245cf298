#pragma once
#include <optional>
#include <string_view>

#include "bot/extract_date.h"

/// A date by its numbers: 2026-03-10, 3月10号, 三月十号, 上个月28号, 28号, March 10th; 3/10 and 3.10 before a
/// time. Reads at `at` and moves it behind what was read.
std::optional<Date> calendar_date(std::string_view plain, std::size_t& at, const Local& now);
