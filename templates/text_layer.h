#pragma once
#include <map>
#include <string>

/// Texts that count in the place of files, by the path at which a loader opens the file. What a loader is not
/// given it reads from the file.
struct TextLayer {
  std::map<std::string, std::string> texts;
  /// Null: the file itself counts.
  const std::string* find(const std::string& path) const {
    const auto found = texts.find(path);
    return found == texts.end() ? nullptr : &found->second;
  }
};
