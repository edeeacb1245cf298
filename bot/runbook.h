#pragma once
#include <map>
#include <string>
#include <vector>

#include "bot/time.h"

/// What to do in a known trouble, step by step. Pure; loaded from templates/runbooks/*.toml by
/// templates/runbooks.

struct RunbookStep {
  std::map<std::string, std::string> text;  // locale → words
  std::map<std::string, std::string> when;  // only then; empty: always
  std::string role;                         // who does it
  Seconds within{0};                        // since the ticket was reported; zero: no limit
};
struct Runbook {
  std::string id;  // the file's name
  std::map<std::string, std::string> title;
  // For what it is: each list that is not empty must hold. Words: one of them in the report, normal form.
  std::vector<std::string> systems, severities, words;
  std::vector<RunbookStep> steps;
};

/// The one that fits best: by its words before by its system, of equal ones the first by name. Null: none.
const Runbook* runbook_for(const std::vector<Runbook>& runbooks, const std::string& system,
                           const std::string& severity, const std::string& report);
const Runbook* runbook_named(const std::vector<Runbook>& runbooks, const std::string& id);
/// "1,3" holds 3.
bool is_checked(const std::string& checks, std::size_t step);
