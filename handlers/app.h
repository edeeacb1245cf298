#pragma once
#include <string>

/// The whole gateway: reads the configuration, starts the parts in order, serves until told to stop, drains.
/// Returns the exit status. SIGTERM and SIGINT stop it within 10 s; SIGHUP reloads wording, forms, limits.
int serve(const std::string& config_file);

/// The private cluster's or the configured database, for commands beside a running gateway.
struct Config;
std::string database_of(const Config& config);
