#pragma once
#include <string>

#include "bot/time.h"
#include "gateway/store/database.h"

/// Removes from the folder of kept files what no row names any more, and pieces that were never finished, if
/// nobody has stored the same bytes within `idle`. Returns how many; try_later: the database is away.
Result<std::size_t> sweep_files(Connection& connection, const std::string& folder,
                                Seconds idle = Seconds{86400});
