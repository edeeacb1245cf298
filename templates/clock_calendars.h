#pragma once
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "bot/calendar.h"
#include "bot/result.h"
#include "templates/text_layer.h"

/// Who knows the world's time zones by name.
using ZoneByName = std::function<Result<Zone>(const std::string& name)>;

using WorkCalendars = std::map<std::string, std::shared_ptr<const WorkCalendar>>;

/// Reads clocks/calendars.toml; every problem at once, each with its line. "always" is known without being
/// written.
Result<WorkCalendars> load_calendars(const std::string& file, const ZoneByName& zones,
                                     const TextLayer& layer = {});
