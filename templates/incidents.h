#pragma once
#include <string>

#include "bot/alike.h"
#include "bot/result.h"
#include "templates/text_layer.h"

/// Reads templates/incidents.toml: tickets = 3 … 30, within = up to a day. Every problem, one a line as
/// file:line: text.
Result<BurstRule> load_burst_rule(const std::string& file, const TextLayer& layer = {});
