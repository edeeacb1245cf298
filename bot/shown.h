#pragma once
#include <string>

#include "bot/form.h"
#include "bot/message.h"

/// Values as people read them. Each is an item: `value`, and flags whose words are wording.

/// A moment as extraction writes it: "2026-03-10T09:40" gets a space; of "2026-03-10/am" the day is the value
/// and the part of the day a flag (am, pm, evening).
Params moment_item(const std::string& value);
/// A field of a report: labels for systems, operations and options; what may be personal is masked.
Params shown_item(const FormField& field, const std::string& value, const Dictionary& dictionary,
                  const std::string& locale);
/// The same for whatever a ticket keeps under `name`, in its form or not.
Params shown_item(const Form& form, const std::string& name, const std::string& value,
                  const Dictionary& dictionary, const std::string& locale);
