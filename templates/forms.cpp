#include "templates/forms.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <numeric>
#include <set>

#include "templates/handover.h"
#include "templates/layered_toml.h"

namespace {

using Words = std::vector<std::string>;

const Words types{"text",   "phone", "id_number", "account", "stock",
                  "amount", "time",  "choice",    "system",  "customer"};

std::size_t distance(std::string_view left, std::string_view right) {
  std::vector<std::size_t> row(right.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= left.size(); ++i) {
    auto diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= right.size(); ++j) {
      const auto replaced = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row.back();
}

std::string nearest(std::string_view word, const Words& known) {
  return *std::min_element(known.begin(), known.end(), [&](const auto& left, const auto& right) {
    return distance(word, left) < distance(word, right);
  });
}

bool is_name(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

/// One file being read: its values, and the problems found so far, each with its line.
class File {
 public:
  File(std::string name, std::vector<std::string>& problems) : name_(std::move(name)), problems_(problems) {}

  void problem(const toml::node& at, const std::string& text) { problem(at.source().begin.line, text); }
  void problem(toml::source_index line, const std::string& text) {
    problems_.push_back(name_ + ":" + std::to_string(line) + ": " + text);
  }

  void only(const toml::table& table, const Words& known) {
    for (const auto& [key, value] : table)
      if (std::find(known.begin(), known.end(), key.str()) == known.end())
        problem(key.source().begin.line, "unknown key \"" + std::string(key.str()) + "\"; did you mean \"" +
                                             nearest(key.str(), known) + "\"?");
  }

  std::string text(const toml::table& table, std::string_view key) {
    const auto* node = table.get(key);
    if (node == nullptr) return {};
    if (const auto value = node->value_exact<std::string>()) return *value;
    problem(*node, "\"" + std::string(key) + "\" must be a text in quotation marks");
    return {};
  }

  bool flag(const toml::table& table, std::string_view key, bool otherwise) {
    const auto* node = table.get(key);
    if (node == nullptr) return otherwise;
    if (const auto value = node->value_exact<bool>()) return *value;
    problem(*node, "\"" + std::string(key) + "\" must be true or false");
    return otherwise;
  }

  Words list(const toml::table& table, std::string_view key) {
    Words words;
    const auto* node = table.get(key);
    if (node == nullptr) return words;
    const auto* array = node->as_array();
    if (array == nullptr) {
      problem(*node, "\"" + std::string(key) + "\" must be a list of texts");
      return words;
    }
    for (const auto& item : *array) {
      const auto value = item.value_exact<std::string>();
      if (value) words.push_back(*value);
      if (!value) problem(item, "\"" + std::string(key) + "\" must hold texts only");
    }
    return words;
  }

  std::map<std::string, std::string> by_locale(const toml::table& table, std::string_view key) {
    std::map<std::string, std::string> words;
    const auto* node = table.get(key);
    if (node == nullptr) return words;
    if (!node->is_table()) {
      problem(*node, "\"" + std::string(key) +
                         "\" must name a text for each locale: { \"zh-CN\" = \"…\", en = \"…\" }");
      return words;
    }
    for (const auto& [locale, value] : *node->as_table()) {
      const auto said = value.value_exact<std::string>();
      if (said) words[std::string(locale.str())] = *said;
      if (!said)
        problem(value, "\"" + std::string(key) + "." + std::string(locale.str()) + "\" must be a text");
    }
    if (!words.contains("zh-CN")) problem(*node, "\"" + std::string(key) + "\" lacks zh-CN");
    return words;
  }

  /// The tables of [[key]] or key = [{…}].
  std::vector<const toml::table*> tables(const toml::table& table, std::string_view key) {
    std::vector<const toml::table*> found;
    const auto* node = table.get(key);
    if (node == nullptr) return found;
    if (!node->is_array()) {
      problem(*node, "\"" + std::string(key) + "\" must be a list of tables");
      return found;
    }
    for (const auto& item : *node->as_array()) {
      if (item.is_table()) found.push_back(item.as_table());
      if (!item.is_table()) problem(item, "\"" + std::string(key) + "\" must hold tables only");
    }
    return found;
  }

 private:
  std::string name_;
  std::vector<std::string>& problems_;
};

FormField::Option read_option(File& file, const toml::table& table) {
  file.only(table, {"id", "label", "words"});
  FormField::Option option;
  option.id = file.text(table, "id");
  option.label = file.by_locale(table, "label");
  option.words = file.list(table, "words");
  if (!is_name(option.id)) file.problem(table, "an option needs an \"id\" of small letters, digits and _");
  if (option.label.empty()) file.problem(table, "option \"" + option.id + "\" needs a \"label\"");
  return option;
}

void check_field(File& file, const toml::table& table, const FormField& field) {
  const auto named = "field \"" + field.name + "\"";
  if (!is_name(field.name)) file.problem(table, "a field needs a \"name\" of small letters, digits and _");
  if (std::find(types.begin(), types.end(), field.type) == types.end())
    file.problem(*table.get("type"),
                 "unknown type \"" + field.type + "\"; did you mean \"" + nearest(field.type, types) + "\"?");
  if (field.label.empty()) file.problem(table, named + " needs a \"label\"");
  if (field.type == "choice" && field.options.empty())
    file.problem(table, named + " is a choice without an \"option\"");
  if (field.type != "choice" && !field.options.empty())
    file.problem(table, named + " has options but is no choice");
  if (field.type == "customer" && field.one_of.empty()) file.problem(table, named + " needs \"one_of\"");
  if (!field.pattern.empty() && field.type != "text")
    file.problem(*table.get("pattern"), "only type text takes a pattern");
  if (const auto wrong = pattern_problem(field.pattern); !wrong.empty())
    file.problem(*table.get("pattern"), "bad pattern \"" + field.pattern + "\": " + wrong);
  std::set<std::string> ids;
  for (const auto& option : field.options)
    if (!ids.insert(option.id).second) file.problem(table, named + " has two options \"" + option.id + "\"");
}

FormField read_field(File& file, const toml::table& table) {
  file.only(table,
            {"name", "type", "pattern", "required", "required_if", "one_of", "label", "prompt", "option"});
  FormField field;
  field.name = file.text(table, "name");
  if (table.contains("type")) field.type = file.text(table, "type");
  field.pattern = file.text(table, "pattern");
  field.required = file.flag(table, "required", true);
  field.required_if = file.text(table, "required_if");
  field.one_of = file.list(table, "one_of");
  field.label = file.by_locale(table, "label");
  field.prompt = file.by_locale(table, "prompt");
  for (const auto* option : file.tables(table, "option")) field.options.push_back(read_option(file, *option));
  check_field(file, table, field);
  return field;
}

std::vector<std::string> parts(const std::string& text, char separator) {
  std::vector<std::string> all(1);
  for (const char c : text) {
    if (c == separator) all.emplace_back();
    if (c != separator) all.back() += c;
  }
  return all;
}

/// "operation=buy,sell" speaks of another field of the form, and of options that it has.
void check_condition(File& file, const toml::table& table, const Form& form, const FormField& field) {
  if (field.required_if.empty()) return;
  const auto& at = *table.get("required_if");
  const auto sides = parts(field.required_if, '=');
  if (sides.size() != 2 || sides[0].empty() || sides[1].empty())
    return file.problem(at, "required_if must read \"field=value\" or \"field=value,value\"");
  const auto* other = field_named(form, sides[0]);
  if (other == nullptr || other == &field)
    return file.problem(at,
                        "required_if speaks of \"" + sides[0] + "\", which is no other field of this form");
  if (other->type != "choice") return;
  for (const auto& value : parts(sides[1], ','))
    if (std::none_of(other->options.begin(), other->options.end(),
                     [&](const auto& option) { return option.id == value; }))
      file.problem(at, "required_if speaks of \"" + value + "\", which is no option of \"" + sides[0] + "\"");
}

/// What forms and checklists have in common.
Form read_fields(File& file, const toml::table& root, const std::string& id) {
  Form form;
  form.id = id;
  form.title = file.by_locale(root, "title");
  const auto tables = file.tables(root, "field");
  for (const auto* table : tables) form.fields.push_back(read_field(file, *table));
  if (form.fields.empty()) file.problem(1, "the form needs at least one [[field]]");
  std::set<std::string> names;
  for (std::size_t at = 0; at < tables.size(); ++at) {
    if (!names.insert(form.fields[at].name).second)
      file.problem(*tables[at], "field \"" + form.fields[at].name + "\" stands here twice");
    check_condition(file, *tables[at], form, form.fields[at]);
  }
  return form;
}

Form read_form(File& file, const toml::table& root, const std::string& id) {
  file.only(root, {"title", "systems", "operations", "field"});
  auto form = read_fields(file, root, id);
  form.systems = file.list(root, "systems");
  form.operations = file.list(root, "operations");
  if (form.title.empty()) file.problem(1, "the form needs a \"title\"");
  return form;
}

const Words handed_to{"tester", "developer", "ops", "product", "contractor"};

/// The one choice of reasons.toml or waiting.toml.
FormField read_choice(File& file, const toml::table& root, const std::string& name) {
  file.only(root, {"field"});
  const auto form = read_fields(file, root, name);
  if (form.fields.size() == 1 && form.fields[0].type == "choice" && form.fields[0].name == name)
    return form.fields[0];
  file.problem(1, "needs one [[field]] of type choice, named \"" + name + "\"");
  return {};
}

void read_handover_file(File& file, const toml::table& root, const std::string& stem, HandOverRules& rules) {
  if (stem == "reasons") {
    rules.reason = read_choice(file, root, "why");
    return;
  }
  if (stem == "waiting") {
    rules.waiting = read_choice(file, root, "waits_for");
    return;
  }
  if (std::find(handed_to.begin(), handed_to.end(), stem) == handed_to.end())
    return file.problem(1, "no ticket is handed to \"" + stem + "\"; did you mean \"" +
                               nearest(stem, handed_to) + ".toml\"?");
  file.only(root, {"title", "second_person", "field"});
  auto& list = rules.lists[stem];
  list.form = read_fields(file, root, stem);
  list.second_person = file.flag(root, "second_person", false);
  if (list.form.title.empty()) file.problem(1, "the checklist needs a \"title\"");
  for (const auto& field : list.form.fields)
    if (field.name == "why") file.problem(1, "the reason stands in reasons.toml");
}

void check_together(const std::string& folder, const Forms& forms, std::vector<std::string>& problems) {
  std::map<std::string, std::string> owner;
  bool last_resort = false;
  for (const auto& form : forms.forms) {
    last_resort = last_resort || form.id == "other";
    for (const auto& system : form.systems)
      if (const auto [at, first] = owner.insert({system, form.id}); !first)
        problems.push_back(folder + "/" + form.id + ".toml:1: system \"" + system +
                           "\" already chooses the form \"" + at->second + "\"");
  }
  if (!last_resort) problems.push_back(folder + ": other.toml is missing; it is the form of last resort");
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const auto& line : lines) text += (text.empty() ? "" : "\n") + line;
  return text;
}

/// Reads every TOML file of the folder by `read`, in the order of their names.
template <class Read>
void read_files(const std::string& folder, const TextLayer& layer, std::vector<std::string>& problems,
                Read read) {
  namespace fs = std::filesystem;
  std::vector<fs::path> paths;
  std::error_code failed;
  for (auto entry = fs::directory_iterator(folder, failed); !failed && entry != fs::directory_iterator();
       entry.increment(failed))
    if (entry->path().extension() == ".toml" && entry->path().stem() != "dictionary")
      paths.push_back(entry->path());
  if (failed) return problems.push_back(folder + ": " + failed.message());
  std::sort(paths.begin(), paths.end());
  for (const auto& path : paths) {
    File file(path.string(), problems);
    try {
      read(file, parse_layered(path.string(), layer), path.stem().string());
    } catch (const toml::parse_error& wrong) {
      file.problem(wrong.source().begin.line, std::string(wrong.description()));
    }
  }
}

}  // namespace

Result<Forms> load_forms(const std::string& folder, const TextLayer& layer) {
  Forms forms;
  std::vector<std::string> problems;
  read_files(folder, layer, problems, [&](File& file, const toml::table& root, const std::string& stem) {
    forms.forms.push_back(read_form(file, root, stem));
  });
  check_together(folder, forms, problems);
  if (!problems.empty()) return Error{::Kind::bad_input, joined(problems)};
  return forms;
}

Result<HandOverRules> load_handover_rules(const std::string& folder, const TextLayer& layer) {
  HandOverRules rules;
  std::vector<std::string> problems;
  read_files(folder, layer, problems, [&](File& file, const toml::table& root, const std::string& stem) {
    read_handover_file(file, root, stem, rules);
  });
  if (problems.empty())
    for (const auto* choice : {&rules.reason, &rules.waiting})
      if (choice->options.empty())
        problems.push_back(folder + ": " + (choice == &rules.reason ? "reasons" : "waiting") +
                           ".toml is missing");
  if (!problems.empty()) return Error{::Kind::bad_input, joined(problems)};
  return rules;
}
