#pragma once
#include "gateway/config.h"

/// dutydesk migrate: brings the database's tables up to date, and says which steps that took. Returns the
/// exit status.
int run_migrate(const Config& config);
