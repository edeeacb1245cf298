#pragma once
#include <optional>
#include <string_view>

#include "bot/sentence.h"

/// Parts of a day as people name them; night is the evening that may reach past midnight.
enum class Part { none, dawn, morning, noon, afternoon, evening, night };

struct Clock {
  int hour = 0, minute = 0;
  bool exact = false;    // written so that 12 and 24 hours cannot be confused: 09:31, 3pm
  bool roughly = false;  // 八点多
};

/// Each reads at `at` and moves it behind what was read; otherwise leaves it.
std::optional<Part> part_at(std::string_view plain, std::size_t& at);
/// `in_context`: a day or a part of a day stands before; without one, fewer ways of writing are a time.
std::optional<Clock> clock_at(std::string_view plain, std::size_t& at, bool in_context);
/// Minutes since midnight. Without a part of the day 1 to 5 are afternoon, since that is when people trade.
std::optional<int> minutes_of(const Clock& clock, Part part);
/// A whole number of one or two digits, or in Han up to 59, "零五" too.
std::optional<int> small_number_at(std::string_view plain, std::size_t& at);
