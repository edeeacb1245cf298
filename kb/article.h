#pragma once
#include <string>
#include <vector>

#include "bot/result.h"

/// One piece of knowledge: a Markdown file with TOML front matter between +++ lines.
struct Article {
  std::string id;  // file name without .md
  std::string title;
  std::string system;  // empty: any
  std::string category;
  std::string answer;                              // the short answer for chat
  std::string body;                                // Markdown
  std::vector<std::string> patterns;               // RE2, on the normal form
  std::vector<std::vector<std::string>> keywords;  // each inner list: all must occur
  std::vector<std::string> keywords_any;   // where given, one of them must occur beside a set of keywords
  std::vector<std::string> keywords_none;  // none of them may occur
  std::vector<std::string> excludes;       // RE2: never answers a message in which one of them is found
  std::vector<std::string> examples;       // sentences that must find this article
  std::vector<std::string> phrasings;      // other ways to ask, for the ranked search
  std::vector<std::string> groups;         // ids of the chats it answers in; empty: everywhere
  std::string owner;                       // user id
  std::string valid_from, valid_until, review_by;  // "2026-03-10", on the firm's calendar; empty: open
  std::string publish_at;                          // "2026-03-10T09:00", on the firm's clock
  std::vector<std::string> related;                // ids of articles
  std::vector<std::string> attachments;            // addresses of documents: /qa/file/…
  bool operator==(const Article&) const = default;
};

/// Reads every *.md below `folder`; all problems at once with file and line.
Result<std::vector<Article>> load_articles(const std::string& folder);
/// One file's text. `file` names it in problems; its name without folder and .md is the id.
Result<Article> read_article(const std::string& file, const std::string& text);
/// The file's text again: read_article of it gives the same article.
std::string write_article(const Article& article);
/// What an article must have to be served, one line for each problem, without place.
std::vector<std::string> problems_of(const Article& article);
/// What may be meant otherwise than it is written: \b \w \d \s, characters that the normal form never holds.
std::vector<std::string> warnings_of(const Article& article);
/// Letters, digits, - and _: fit for a file's name anywhere.
bool is_article_id(const std::string& id);
