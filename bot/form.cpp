// Which form fits, what it still lacks, and whether one value may stand in one field.
#include "bot/form.h"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <optional>

#include "bot/text.h"
#include "bot/words.h"

namespace {

bool holds(const std::vector<std::string>& list, std::string_view item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string get(const Fields& fields, const std::string& name) {
  const auto found = fields.find(name);
  return found == fields.end() ? std::string() : found->second;
}

/// Digits of one number as people group them: "139 0000 1111", "88-0012-7788". Longer neighbours are other
/// numbers.
bool joins(std::string_view run, std::string_view text, std::size_t separator) {
  std::size_t next = 0;
  while (separator + 1 + next < text.size() && is_digit(text[separator + 1 + next])) ++next;
  if (next == 0) return false;
  if (text[separator] == '-') return true;
  std::size_t before = 0;
  while (before < separator && is_digit(text[separator - 1 - before])) ++before;
  return !run.empty() && before >= 2 && before <= 4 && next >= 2 && next <= 4;
}

/// The longest run of digits; a final x of an identity number and an account's leading A count.
std::string identifier_in(std::string_view text) {
  std::string run, longest;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    const bool opens = run.empty() && c == 'a' && at + 1 < text.size() && is_digit(text[at + 1]);
    const bool closes = run.size() == 17 && c == 'x';
    if (is_digit(c) || opens || closes) {
      run += opens ? 'A' : closes ? 'X' : c;
      if (run.size() > longest.size()) longest = run;
      continue;
    }
    if ((c != ' ' && c != '-') || !joins(run, text, at)) run.clear();
  }
  return longest;
}

std::string national(const std::string& run) {
  return run.size() == 13 && run.starts_with("86") ? run.substr(2) : run;
}

bool phone_holds(std::string_view run) {
  return run.size() == 11 && run[0] == '1' && run[1] >= '3' && std::all_of(run.begin(), run.end(), is_digit);
}

bool account_holds(std::string_view run) {
  if (run.starts_with('A')) return run.size() == 10;
  return run.size() >= 6 && run.size() <= 12 && std::all_of(run.begin(), run.end(), is_digit);
}

Value customer_in(const std::string& text) {
  static const std::array everybody{"所有客户", "全部客户",   "所有人", "全部",     "所有", "多个客户",
                                    "很多客户", "好几个客户", "all",    "everyone", "many"};
  const auto run = national(identifier_in(text));
  if (run.empty()) {
    for (const std::string_view word : everybody)
      if (bare(text) == word) return {{{"customer", trimmed(text)}}, {}};
    return {{}, "customer"};
  }
  if (phone_holds(run)) return {{{"phone", run}}, {}};
  if (run.size() == 18 && id_number_holds(run)) return {{{"id_number", run}}, {}};
  if (run.size() >= 15 && run.size() <= 18) return {{}, "id_number"};
  // One digit too few or too many of a mobile number is a slip, not an account.
  const bool nearly_a_phone = run[0] == '1' && run.size() >= 9 && run.size() <= 13 && run[1] >= '3';
  if (nearly_a_phone) return {{}, "phone"};
  if (account_holds(run)) return {{{"account", run}}, {}};
  return {{}, "customer"};
}

std::optional<double> amount_in(const std::string& text) {
  static const RE2 form(R"(([0-9][0-9,]*(?:\.[0-9]+)?) *(万|千|w|k|亿)?)", RE2::Quiet);
  std::string digits, unit;
  if (!RE2::PartialMatch(text, form, &digits, &unit)) return std::nullopt;
  std::erase(digits, ',');
  if (digits.size() > 15) return std::nullopt;
  const double scale = unit == "万" || unit == "w"   ? 1e4
                       : unit == "千" || unit == "k" ? 1e3
                       : unit == "亿"                ? 1e8
                                                     : 1;
  return std::stod(digits) * scale;
}

std::string plain_number(double value) {
  auto text = std::to_string(value);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text;
}

bool says(const std::string& text, const std::string& word) {
  const auto plain = bare(word);
  return !plain.empty() && text.find(plain) != std::string::npos;
}

/// Position from 1 when the text is nothing but a small number.
std::size_t ordinal(const std::string& text) {
  const auto plain = bare(text);
  if (plain.empty() || plain.size() > 2 || !std::all_of(plain.begin(), plain.end(), is_digit)) return 0;
  return static_cast<std::size_t>(std::stoul(plain));
}

Value choice_in(const FormField& field, const std::string& text) {
  const auto at = ordinal(text);
  if (at >= 1 && at <= field.options.size()) return {{{field.name, field.options[at - 1].id}}, {}};
  const auto plain = bare(text);
  for (const auto& option : field.options) {
    bool said = plain == bare(option.id);
    for (const auto& [locale, label] : option.label) said = said || says(plain, label);
    for (const auto& word : option.words) said = said || says(plain, word);
    if (said) return {{{field.name, option.id}}, {}};
  }
  return {{}, "choice"};
}

Value system_in(const FormField& field, const std::string& text, const Dictionary& dictionary) {
  const auto at = ordinal(text);
  if (at >= 1 && at <= dictionary.systems.size()) return {{{field.name, dictionary.systems[at - 1].id}}, {}};
  const auto plain = bare(text);
  const Dictionary::Entry* best = nullptr;
  std::size_t longest = 0;
  for (const auto& entry : dictionary.systems) {
    auto words = entry.words;
    for (const auto& [locale, label] : entry.label) words.push_back(label);
    words.push_back(entry.id);
    for (const auto& word : words) {
      if (word.size() <= longest || !says(plain, word)) continue;
      best = &entry;
      longest = word.size();
    }
  }
  if (best == nullptr) return {{}, "system"};
  return {{{field.name, best->id}}, {}};
}

Value single(const FormField& field, bool fine, std::string value) {
  if (!fine) return {{}, field.type};
  return {{{field.name, std::move(value)}}, {}};
}

bool canonical_time(const std::string& text) {
  static const RE2 form(
      R"([0-9]{4}-[0-9]{2}-[0-9]{2}(?:[tT][0-9]{2}:[0-9]{2}(?::[0-9]{2})?|/(?:am|pm|evening))?)", RE2::Quiet);
  return RE2::FullMatch(text, form);
}

}  // namespace

const Form& form_named(const Forms& forms, std::string_view id) {
  for (const auto& form : forms.forms)
    if (form.id == id) return form;
  for (const auto& form : forms.forms)
    if (form.id == "other") return form;
  static const Form without_fields;
  return forms.forms.empty() ? without_fields : forms.forms.front();
}

const Form& form_for(const Forms& forms, const Fields& fields) {
  const auto operation = get(fields, "operation");
  for (const auto& form : forms.forms)
    if (!operation.empty() && holds(form.operations, operation)) return form;
  const auto system = get(fields, "system");
  for (const auto& form : forms.forms)
    if (!system.empty() && holds(form.systems, system)) return form;
  return form_named(forms, "other");
}

const FormField* field_named(const Form& form, std::string_view name) {
  for (const auto& field : form.fields)
    if (field.name == name) return &field;
  return nullptr;
}

bool is_known(const FormField& field, const Fields& fields) {
  if (fields.contains(field.name)) return true;
  return std::any_of(field.one_of.begin(), field.one_of.end(),
                     [&](const auto& name) { return fields.contains(name); });
}

bool is_required(const FormField& field, const Fields& fields) {
  if (field.required_if.empty()) return field.required;
  const auto equals = field.required_if.find('=');
  if (equals == std::string::npos) return fields.contains(field.required_if);
  const auto value = get(fields, field.required_if.substr(0, equals));
  const auto wanted = "," + field.required_if.substr(equals + 1) + ",";
  return !value.empty() && wanted.find("," + value + ",") != std::string::npos;
}

std::vector<std::string> missing(const Form& form, const Fields& fields,
                                 const std::vector<std::string>& skipped) {
  std::vector<std::string> names;
  for (const auto& field : form.fields)
    if (is_required(field, fields) && !is_known(field, fields) && !holds(skipped, field.name))
      names.push_back(field.name);
  return names;
}

std::string in_locale(const std::map<std::string, std::string>& words, const std::string& locale) {
  for (const auto& wanted : {locale, std::string("zh-CN")})
    if (const auto found = words.find(wanted); found != words.end()) return found->second;
  return words.empty() ? std::string() : words.begin()->second;
}

std::string label_of(const std::vector<Dictionary::Entry>& entries, const std::string& id,
                     const std::string& locale) {
  for (const auto& entry : entries)
    if (entry.id == id) return in_locale(entry.label, locale);
  return id;
}

Value read_value(const FormField& field, const std::string& text, const Dictionary& dictionary) {
  const auto plain = normal(trimmed(text));
  if (!field.pattern.empty()) {
    const RE2 pattern(field.pattern, RE2::Quiet);
    if (!RE2::FullMatch(plain, pattern)) return {{}, "pattern"};
    if (field.type == "text") return {{{field.name, trimmed(text)}}, {}};
  }
  if (field.type == "choice") return choice_in(field, plain);
  if (field.type == "system") return system_in(field, plain, dictionary);
  if (field.type == "customer") return customer_in(plain);
  if (field.type == "time") return single(field, canonical_time(trimmed(text)), trimmed(text));
  if (field.type == "amount") {
    const auto amount = amount_in(plain);
    return single(field, amount.has_value(), plain_number(amount.value_or(0)));
  }
  const auto run = identifier_in(plain);
  if (field.type == "phone") return single(field, phone_holds(national(run)), national(run));
  if (field.type == "id_number") return single(field, id_number_holds(run), run);
  if (field.type == "account") return single(field, account_holds(run), run);
  if (field.type == "stock") return single(field, run.size() == 6 && is_digit(run[0]), run);
  return single(field, !bare(plain).empty(), trimmed(text));
}

bool id_number_holds(std::string_view id) {
  static constexpr std::array weights{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};  // GB 11643-1999
  if (id.size() != 18 || !std::all_of(id.begin(), id.begin() + 17, is_digit)) return false;
  const auto number = [&](std::size_t from, std::size_t size) {
    int value = 0;
    for (const char c : id.substr(from, size)) value = value * 10 + (c - '0');
    return value;
  };
  const int year = number(6, 4), month = number(10, 2), day = number(12, 2);
  if (year < 1900 || year > 2100 || month < 1 || month > 12 || day < 1 || day > 31) return false;
  int sum = 0;
  for (std::size_t at = 0; at < 17; ++at) sum += (id[at] - '0') * weights[at];
  return "10X98765432"[sum % 11] == (id[17] == 'x' ? 'X' : id[17]);
}

std::string pattern_problem(const std::string& pattern) {
  RE2::Options options(RE2::Quiet);
  options.set_max_mem(1 << 20);
  if (pattern.size() > 512) return "longer than 512 characters";
  const RE2 compiled(pattern, options);
  return compiled.ok() ? std::string() : compiled.error();
}
