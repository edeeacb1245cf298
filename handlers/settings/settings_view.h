#pragma once
#include <functional>
#include <string>
#include <vector>

#include "bot/time.h"
#include "handlers/intake/library.h"

/// Forms, wording and limits as a person reads them, without TOML. Pure.

struct SettingsSection {
  std::string heading, hint;
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;
  std::string said;                  // what the bot would say, as it would stand in a chat
  std::vector<std::string> buttons;  // below it
};
struct SettingsReader {
  const Library* library = nullptr;
  std::string locale;
  std::function<std::string(const std::string& key)> word;  // of the pages
  Time now{};
};

/// What stands in the file `path`, with `text` counting for it.
std::vector<SettingsSection> settings_sections(const SettingsReader& reader, const std::string& path,
                                               const std::string& text);
/// Messages that differ, or all where `before` is empty.
SettingsSection message_section(const SettingsReader& reader, const std::string& before,
                                const std::string& text);
/// "4 h 30 min"
std::string shown_duration(const SettingsReader& reader, Millis length);
/// Sizes and rates that the configuration file sets.
std::vector<SettingsSection> config_sections(const SettingsReader& reader, const Config& config,
                                             const std::vector<RateLimit>& limits);
