#pragma once
#include <string>
#include <vector>

#include "handlers/intake/turn.h"
#include "handlers/knowledge/hot.h"

/// What a turn teaches the knowledge base: answers shown and what became of them, reports that nothing
/// answered. Pure. `opened`: number of the ticket that the plan opened.
std::vector<AskRecord> asks_of(const std::string& person, const Intent& intent, const Known& known,
                               const Plan& plan, long long opened);
