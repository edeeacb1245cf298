#pragma once
#include <chrono>
#include <optional>
#include <string_view>

#include "bot/extract_clock.h"

using Day = std::chrono::sys_days;

/// `now` as the reporter's wall shows it.
struct Local {
  Day day;
  int minute = 0;  // since midnight
};

struct Date {
  Day day;
  Part part = Part::none;  // "昨晚" names one
  bool dead = false;       // tomorrow, every Monday: understood, but not when something happened
};

struct Ago {
  Day day;
  std::optional<int> minute;
  bool just_now = false;
};

/// Can a date or a span of time begin here? Quick, since most characters of a sentence say no.
bool day_may_begin(std::string_view rest);
/// Reads at `at` and moves it behind what was read; otherwise leaves it. Dates without a year are the latest
/// not after today.
std::optional<Date> date_at(std::string_view plain, std::size_t& at, const Local& now);
/// "刚才", "半小时前", "10 minutes ago", "两天前".
std::optional<Ago> ago_at(std::string_view plain, std::size_t& at, const Local& now);
