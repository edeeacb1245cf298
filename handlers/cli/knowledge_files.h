#pragma once
#include <string>
#include <vector>

#include "bot/time.h"
#include "gateway/store/database.h"
#include "kb/article.h"

/// The pictures and documents that articles name, beside them in a folder: files/<id>/<name>, the bytes as
/// the desk keeps them.

/// Returns how many; those that are no longer kept are left out.
Result<std::size_t> give_files(Connection& connection, const std::vector<Article>& articles,
                               const std::string& folder);

/// Keeps those that the folder has and the database lacks. Every file must be what its id says (SHA-256) and
/// pass the checks of an upload. bad_input: every one that does not.
Result<std::size_t> take_files(Connection& connection, const std::vector<Article>& articles,
                               const std::string& folder, Time now);
