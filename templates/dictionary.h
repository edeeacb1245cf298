#pragma once
#include <string>

#include "bot/fields.h"
#include "bot/result.h"
#include "templates/text_layer.h"

/// Reads templates/forms/dictionary.toml. Every problem of the file at once, with its line; words come in
/// normal form.
Result<Dictionary> load_dictionary(const std::string& file, const TextLayer& layer = {});
