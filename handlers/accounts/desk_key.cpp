#include "handlers/accounts/desk_key.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <stdexcept>

#include "gateway/crypto.h"

namespace {

std::string read_line(const std::string& file) {
  std::ifstream in(file);
  std::string line;
  std::getline(in, line);
  return line;
}

}  // namespace

Secret desk_key(const Config& config) {
  if (!config.key.empty()) return config.key;
  const auto file = config.data_folder + "/desk.key";
  const int made = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (made >= 0) {
    const auto line = to_hex(random_bytes(32)) + "\n";
    const auto written = ::write(made, line.data(), line.size());
    const bool kept = ::fsync(made) == 0;
    ::close(made);
    if (written != static_cast<ssize_t>(line.size()) || !kept)
      throw std::runtime_error(file + " cannot be written");
  } else if (errno != EEXIST) {
    throw std::runtime_error(file + " cannot be made");
  }
  auto key = read_line(file);
  if (key.size() < 32) throw std::runtime_error(file + " holds no key");
  return Secret(std::move(key));
}
