#pragma once
#include <vector>

#include "gateway/config.h"
#include "gateway/config_toml.h"

/// Sections of the configuration with a file of their own. Only for config*.cpp.
void read_targets(TomlTable& root, Config& config, std::vector<ConfigProblem>& problems);
