#pragma once
#include <string>
#include <vector>

#include "bot/result.h"

/// One piece of knowledge: a Markdown file with TOML front matter between +++ lines.
struct Article {
  std::string id;             // file name without .md
  std::string title;
  std::string system;         // empty: any
  std::string category;
  std::string answer;         // the short answer for chat
  std::string body;           // Markdown
  std::vector<std::string> patterns;              // RE2, on the normal form
  std::vector<std::vector<std::string>> keywords; // each inner list: all must occur
  std::vector<std::string> excludes;
  std::vector<std::string> examples;              // sentences that must find this article
  bool operator==(const Article&) const = default;
};

/// Reads every *.md below `folder`; all problems at once with file and line.
Result<std::vector<Article>> load_articles(const std::string& folder);
