#pragma once
#include <string>

#include "bot/form.h"
#include "bot/result.h"
#include "templates/text_layer.h"

/// Reads every templates/forms/*.toml but dictionary.toml. A form is a file; its id is the file's name:
///   title = { "zh-CN" = "交易", en = "Trading" }
///   systems = ["trading"]               # which systems choose it; the form "other" is chosen while none is
///   known operations = ["query"]              # optional: these operations choose it in any system
///   [[field]]
///   name = "time"                       # letters, digits, _
///   type = "time"                       # see FormField::type
///   required = true                     # default; or required_if = "operation=buy,sell"
///   pattern = "[0-9]{6}"                # RE2 on the normal form, for type text
///   one_of = ["phone", "account"]       # any of these known fields answers it
///   label = { … }
///   prompt = { … }                      # short hint behind the label
///   option = [{ id = "ios", label = { … }, words = ["苹果"] }]   # type choice
/// Refuses with every problem of every file, one a line as file:line: text.
Result<Forms> load_forms(const std::string& folder, const TextLayer& layer = {});
