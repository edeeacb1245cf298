#include "bot/shown.h"

#include <algorithm>

#include "bot/mask.h"

Params moment_item(const std::string& value) {
  Params item;
  const auto slash = value.find('/');
  if (slash != std::string::npos) item[value.substr(slash + 1)] = "1";
  auto shown = value.substr(0, slash);
  std::replace(shown.begin(), shown.end(), 'T', ' ');
  item["value"] = shown;
  return item;
}

Params shown_item(const FormField& field, const std::string& value, const Dictionary& dictionary,
                  const std::string& locale) {
  if (field.type == "time") return moment_item(value);
  if (field.type == "system") return {{"value", label_of(dictionary.systems, value, locale)}};
  if (field.name == "operation") return {{"value", label_of(dictionary.operations, value, locale)}};
  for (const auto& option : field.options)
    if (option.id == value) return {{"value", in_locale(option.label, locale)}};
  // Free text may carry numbers that nobody took for a field.
  return {{"value", mask(mask_field(field.name, value))}};
}

Params shown_item(const Form& form, const std::string& name, const std::string& value,
                  const Dictionary& dictionary, const std::string& locale) {
  if (const auto* field = field_named(form, name)) return shown_item(*field, value, dictionary, locale);
  FormField field;
  field.name = name;
  field.type = name == "time" || name == "system" ? name : "text";
  return shown_item(field, value, dictionary, locale);
}
