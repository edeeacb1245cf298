#pragma once
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "bot/result.h"
#include "templates/text_layer.h"

/// The wording of all locales as it stands in the files, checked but not yet made into templates.
struct MessageText {
  std::string text, markdown, title, description, url, quote;
  std::vector<std::pair<std::string, std::string>> facts;
  std::string where;  // file:line
};
using MessageTexts = std::map<std::string, MessageText>;  // by key

/// locale → messages: each folder below `folder` is a locale, each *.toml in it is read. Every problem at
/// once. A text of the layer lies over its file message by message: what it lacks, the file still says; it
/// may neither add messages, for nobody would ask for them, nor placeholders, for nobody would fill them in.
Result<std::map<std::string, MessageTexts>> read_wording(const std::string& folder,
                                                         const TextLayer& layer = {});
/// Those of one text, as far as it can be read; for people to look at.
MessageTexts read_messages(const std::string& text);
/// Names between {{ and }}, of values and of sections.
std::set<std::string> placeholders_of(const MessageText& message);
