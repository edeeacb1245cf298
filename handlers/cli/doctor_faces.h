#pragma once
#include <string>

#include "gateway/config.h"
#include "gateway/delivery/http_client.h"
#include "handlers/cli/doctor_report.h"

/// Is each account known to its platform, and are we heard? Nothing is said to anybody. `database` is empty
/// when it cannot be asked.
void look_at_faces(Http& http, const Config& config, const std::string& database, DoctorReport& report);
