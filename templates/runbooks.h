#pragma once
#include <string>
#include <vector>

#include "bot/result.h"
#include "bot/runbook.h"

/// Reads templates/runbooks/*.toml, by name; a folder that is not there holds none. Every problem of every
/// file, one a line as file:line: text.
///   title = { "zh-CN" = "…", en = "…" }
///   systems = ["trading"]      # for what: systems, severities, words; at least one of them
///   [[step]]
///   text = { … }
///   when = { … }               # optional: only then
///   role = "agent"             # who does it
///   within = "10m"             # optional: since the report
Result<std::vector<Runbook>> load_runbooks(const std::string& folder);
