#pragma once
#include <map>
#include <string>
#include <vector>

/// Pages as they stand in the files, before they are made into templates.
struct PageFiles {
  std::map<std::string, std::string> pages;    // "qa/home" → text, first line with the layout taken off
  std::map<std::string, std::string> layouts;  // page → name of its layout; absent: none
  std::map<std::string, std::string> parts;
  std::map<std::string, std::map<std::string, std::string>> words;  // locale → key → words
};
/// Adds to `problems` what cannot be read, and words that one locale has and another lacks.
PageFiles read_pages(const std::string& folder, std::vector<std::string>& problems);
/// `text` with its parts and words in place. `file` names it in problems.
std::string assembled(const PageFiles& files, const std::string& locale, const std::string& text,
                      const std::string& file, std::vector<std::string>& problems);
/// & < > " ' as entities.
std::string escaped_html(const std::string& text);
