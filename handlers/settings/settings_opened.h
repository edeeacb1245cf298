#pragma once
#include "handlers/settings/settings_desk.h"

/// Between the files of this folder.

struct SettingsDesk::Opened {
  TemplateFile file;
  std::string shipped;  // what the file says now
  std::vector<TemplateEdit> edits;
  std::vector<EditVersion> versions;  // newest first

  int version() const { return versions.empty() ? 0 : versions.front().version; }
  bool edited() const { return !versions.empty() && versions.front().text.has_value(); }
  /// What is meant to count.
  const std::string& text() const { return edited() ? *versions.front().text : shipped; }
  bool shipped_moved() const { return edited() && versions.front().shipped != shipped; }
};

std::string settings_url(const std::string& path);
