#pragma once
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "bot/result.h"

/// The wording of all locales as it stands in the files, checked but not yet made into templates.
struct MessageText {
  std::string text, markdown, title, description, url, quote;
  std::vector<std::pair<std::string, std::string>> facts;
  std::string where;  // file:line
};
using MessageTexts = std::map<std::string, MessageText>;  // by key

/// locale → messages: each folder below `folder` is a locale, each *.toml in it is read. Every problem at
/// once.
Result<std::map<std::string, MessageTexts>> read_wording(const std::string& folder);
