#pragma once
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "bot/fields.h"

/// A guided form as values: what a report of a kind must say. Loaded from templates/forms/*.toml by
/// templates/forms.

struct FormField {
  std::string name;  // phone, time, …
  /// text | phone | id_number | account | stock | amount | time | choice | system | customer.
  /// `customer` takes whatever tells the customer apart: a phone, an account or an identity number.
  std::string type = "text";
  std::string pattern;  // RE2 on the normal form; empty: the type's own rule
  struct Option {
    std::string id;
    std::map<std::string, std::string> label;  // locale → words
    std::vector<std::string> words;            // other ways to say it
  };
  std::vector<Option> options;  // choice
  bool required = true;
  std::string required_if;          // "operation=buy,sell": required only then
  std::vector<std::string> one_of;  // any of these known fields answers this one too
  std::map<std::string, std::string> label,
      prompt;  // locale → words; prompt is the short hint behind the label
};
struct Form {
  std::string id;  // trading
  std::map<std::string, std::string> title;
  std::vector<std::string> systems;     // which systems choose this form
  std::vector<std::string> operations;  // which operations choose it, before the system is looked at
  std::vector<FormField> fields;
};
struct Forms {
  std::vector<Form> forms;  // the one named "other" is the last resort
};

/// The form that fits what is known; one without fields where there are no forms at all.
const Form& form_for(const Forms& forms, const Fields& fields);
const Form& form_named(const Forms& forms, std::string_view id);
/// Null where the form has no such field.
const FormField* field_named(const Form& form, std::string_view name);
bool is_known(const FormField& field, const Fields& fields);
bool is_required(const FormField& field, const Fields& fields);
/// Names of the fields that are required, unknown and not skipped, in the form's order.
std::vector<std::string> missing(const Form& form, const Fields& fields,
                                 const std::vector<std::string>& skipped);
/// The words for `locale`, else zh-CN, else any.
std::string in_locale(const std::map<std::string, std::string>& words, const std::string& locale);

/// What people call the entry `id`; the id itself where there is none.
std::string label_of(const std::vector<Dictionary::Entry>& entries, const std::string& id,
                     const std::string& locale);

/// What is wrong with an answer. `reason` names the rule: phone, id_number, account, customer, stock, amount,
/// time, choice, system, pattern.
struct Problem {
  std::string field, reason;
  bool operator==(const Problem&) const = default;
};
/// What an answer line says.
struct Answer {
  Fields fields;
  std::vector<std::string> skipped;  // "不知道", for one field or for all that are left
  std::vector<Problem> problems;
};
/// Reads one line in any order: "交易系统 13900001111 刚才", "1 交易 2 139…", "手机：139…", "2" for the
/// second option of the only choice asked, "不知道". `asked` is what the last question listed, in its order;
/// `extracted` is what extraction found in `text`.
Answer read_answer(const Form& form, const std::vector<std::string>& asked, const std::string& text,
                   const Fields& extracted, const Dictionary& dictionary);
/// One value for one field: what it sets, or the reason it cannot be.
struct Value {
  Fields fields;
  std::string problem;  // empty: fine
};
Value read_value(const FormField& field, const std::string& text, const Dictionary& dictionary);

/// Right length, plausible date, right check digit.
bool id_number_holds(std::string_view id);
/// Empty when RE2 takes the pattern, else what is wrong with it.
std::string pattern_problem(const std::string& pattern);
