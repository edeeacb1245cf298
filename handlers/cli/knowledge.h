#pragma once
#include <istream>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "gateway/config.h"
#include "handlers/knowledge/import.h"
#include "handlers/knowledge/status.h"
#include "kb/answerer.h"

/// dutydesk kb import|export|status|reviewers on the articles of the database. Each returns the exit status.

/// `from`: a folder of Markdown files, a .csv table or a file of JSON lines. Says line by line what changes
/// (+ added, ~ changed with its fields, ! refused), or would change.
int run_kb_take(Connection& connection, const std::string& from, ImportTo to, Time now, std::ostream& out,
                std::ostream& problems);
/// The newest versions as "jsonl" or "csv" on `out`, or as Markdown files where `folder` is given, with the
/// pictures and documents that they name (which only a folder carries).
int run_kb_give(Connection& connection, const std::string& format, const std::string& folder,
                std::ostream& out, std::ostream& problems);

/// What the desk answers by now: its published articles and its synonyms, edits of the console counted.
Result<std::shared_ptr<const Answerer>> answers_in_force(Connection& connection, const Config& config,
                                                         Time now);

struct StatusWords {
  std::string system, title, text;
  std::vector<std::string> patterns, words;  // each of the words alone fits
  int minutes = 240;
};
int run_status_set(Connection& connection, const StatusWords& words, int minutes_east, Time now,
                   std::ostream& out);
int run_status_clear(Connection& connection, long long id, Time now, std::ostream& out);
int run_status_list(Connection& connection, int minutes_east, Time now, std::ostream& out);

/// No user ids: says who they are.
int run_reviewers(Connection& connection, const std::string& system, const std::vector<std::string>& userids,
                  std::ostream& out);
