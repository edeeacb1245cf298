#pragma once
#include <ostream>
#include <string>

#include "gateway/config.h"

/// dutydesk doctor: looks at everything the desk stands on; each line says ok, or what to do. The exit status
/// is 0 when nothing needs a person.
int run_doctor(const Config& config, const std::string& database, std::ostream& out);
