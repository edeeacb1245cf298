#pragma once
#include <string>
#include <vector>

#include "handlers/settings/settings_view.h"

/// Between the files of this folder that show settings.

std::string joined_words(const std::vector<std::string>& words);
/// Incidents, promises, calendars, chains of reminders, rosters.
std::vector<SettingsSection> limit_sections(const SettingsReader& reader, const std::string& path);
