#pragma once
#include "gateway/config.h"

/// What seals secrets in the database: the configuration's key, else <data_folder>/desk.key, which is made at
/// the first need (mode 0600). Gateways that share a database want the configured one. Throws when the file
/// cannot be read or made.
Secret desk_key(const Config& config);
