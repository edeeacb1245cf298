#include "gateway/delivery/file_sweep.h"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <vector>

namespace {

constexpr std::size_t names_at_once = 1000;

bool untouched(const std::string& path, Seconds idle) {
  struct stat status {};
  return stat(path.c_str(), &status) == 0 && time(nullptr) - status.st_mtime >= idle.count();
}

/// A file that is stored again is touched first (file_folder.cpp). Out of the way it cannot be, so whoever
/// stores it from now on writes it anew, and whoever touched it just before is seen.
bool remove_idle(const std::string& path, Seconds idle) {
  const auto aside = path + ".part";
  if (rename(path.c_str(), aside.c_str()) != 0) return false;
  if (untouched(aside, idle)) return unlink(aside.c_str()) == 0;
  rename(aside.c_str(), path.c_str());
  return false;
}

Result<std::vector<std::string>> unnamed(Connection& connection, const std::vector<std::string>& names) {
  return connection.transact([&](Transaction& transaction) {
    std::vector<std::string> found;
    for (const auto& row :
         transaction.run("SELECT name FROM unnest($1::text[]) AS name WHERE NOT EXISTS (SELECT FROM media "
                         "WHERE sha256 = name OR small_sha256 = name)",
                         {text_array(names)}))
      found.push_back(row.text("name"));
    return found;
  });
}

}  // namespace

Result<std::size_t> sweep_files(Connection& connection, const std::string& folder, Seconds idle) {
  std::vector<std::string> names;
  std::size_t removed = 0;
  const auto look = [&]() -> Result<Done> {
    if (names.empty()) return Done{};
    const auto gone = unnamed(connection, names);
    if (!gone) return gone.error();
    for (const auto& name : *gone) removed += remove_idle(folder + "/" + name, idle) ? 1 : 0;
    names.clear();
    return Done{};
  };
  std::error_code failed;
  for (const auto& entry : std::filesystem::directory_iterator(folder, failed)) {
    const auto& path = entry.path();
    if (!untouched(path, idle)) continue;
    if (path.extension() == ".part")
      removed += unlink(path.c_str()) == 0 ? 1 : 0;
    else
      names.push_back(path.filename());
    if (names.size() < names_at_once) continue;
    if (auto done = look(); !done) return done.error();
  }
  if (auto done = look(); !done) return done.error();
  return removed;
}
