#pragma once
#include <ostream>
#include <string>
#include <vector>

#include "gateway/config.h"

/// dutydesk appchat create: makes a group through the configured app and says what goes into the
/// configuration. Returns the exit status.
int run_appchat_create(const Config& config, const std::string& name, const std::string& owner,
                       std::vector<std::string> members, std::ostream& out, std::ostream& problems);
