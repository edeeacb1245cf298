#pragma once
#include <string>
#include <vector>

#include "bot/result.h"
#include "templates/text_layer.h"

/// Reads templates/synonyms.toml: lists of words that mean the same. Every problem of the file at once, with
/// its line: a list of fewer than two words, a word that stands twice, unknown keys. No file: no synonyms.
Result<std::vector<std::vector<std::string>>> load_synonyms(const std::string& file,
                                                            const TextLayer& layer = {});
