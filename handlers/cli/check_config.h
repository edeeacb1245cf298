#pragma once
#include <iosfwd>
#include <string>

/// Prints every problem of the configuration file, or "ok"; the exit code is 0 only for "ok".
int run_check_config(const std::string& file, std::ostream& out);
