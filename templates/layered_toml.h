#pragma once
#include <toml++/toml.h>

#include <string>

#include "templates/text_layer.h"

/// The file, or the text that counts in its place. Throws toml::parse_error. Only for templates/*.cpp.
inline toml::table parse_layered(const std::string& file, const TextLayer& layer) {
  const auto* text = layer.find(file);
  return text == nullptr ? toml::parse_file(file) : toml::parse(*text, file);
}
