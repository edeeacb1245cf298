#pragma once
#include "templates/clock_rules.h"
#include "templates/clock_table.h"

/// The parts of the rules that stand in files of their own. Only for templates/clock*.cpp.
void read_rosters(ClockTable& root, ClockRules& rules, const ZoneByName& zones);
/// After calendars and rosters: chains name both.
void read_chains(ClockTable& root, ClockRules& rules, const ZoneByName& zones);
