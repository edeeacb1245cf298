#pragma once
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "bot/fields.h"

/// A guided form as values: what a report of a kind must say. Loaded from templates/forms/*.toml by templates/forms.

struct FormField {
  std::string name;                  // phone, time, …
  std::string type = "text";         // text | phone | id_number | account | stock | amount | time | choice | system
  std::string pattern;               // RE2 on the normal form; empty: the type's own rule
  struct Option {
    std::string id;
    std::map<std::string, std::string> label;  // locale → words
    std::vector<std::string> words;            // other ways to say it
  };
  std::vector<Option> options;       // choice
  bool required = true;
  std::string required_if;           // "operation=buy,sell": required only then
  std::map<std::string, std::string> label, prompt;  // locale → words
};
struct Form {
  std::string id;                    // trading
  std::map<std::string, std::string> title;
  std::vector<std::string> systems;  // which systems choose this form
  std::vector<FormField> fields;
};
struct Forms {
  std::vector<Form> forms;           // the one named "other" is the last resort
};
