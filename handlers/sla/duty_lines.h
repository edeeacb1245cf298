#pragma once
#include <functional>
#include <string>
#include <vector>

#include "bot/message.h"
#include "templates/clock_rules.h"

/// Who is on duty now, a line a roster: roster, person, until (where an end is in sight), backup, and how
/// they are reached at this hour: reach, by_app, by_group, by_hook, by_person. Never a number: none is kept.
/// Pure. `name_of` may not know somebody.
std::vector<Params> duty_lines(const ClockRules& rules, Time now, int minutes_east,
                               const std::function<std::string(const std::string& userid)>& name_of);
