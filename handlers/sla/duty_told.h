#pragma once
#include <functional>
#include <string>
#include <vector>

#include "bot/dialog.h"
#include "bot/duty.h"

/// What people hear of changes of duty. Pure. Wording: templates/messages/<locale>/duty.toml.

using NameOf = std::function<std::string(const std::string& userid)>;

/// "2026-03-08 09:00" on the roster's own clock.
std::string roster_clock(const Roster& roster, Time at);
/// Whoever stands in, who swaps, and those whose turns go to another; not `by`, who arranged it. `roster`
/// may have the change already.
std::vector<Say> duty_says(const DutyChange& change, const Roster& roster, const std::string& by,
                           const NameOf& name_of, bool undone);
