#pragma once
#include <string>

#include "bot/handover.h"
#include "bot/result.h"
#include "templates/text_layer.h"

/// Reads templates/handover/*.toml: reasons.toml and waiting.toml hold one choice each, every other file is
/// the checklist of the role that it is named after, with the fields of a form and optionally second_person =
/// true. Refuses with every problem of every file, one a line as file:line: text.
Result<HandOverRules> load_handover_rules(const std::string& folder, const TextLayer& layer = {});
