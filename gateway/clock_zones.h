#pragma once
#include <string>

#include "bot/result.h"
#include "bot/zone.h"

/// The world's time zones by name, as values: ICU knows their rules. From 2000 to 2060; before and after, the
/// nearest offset holds.
Result<Zone> zone_named(const std::string& name);
