#include "tests/support/test_database.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <pqxx/pqxx>
#include <stdexcept>

#include "gateway/store/cluster.h"
#include "gateway/store/migrate.h"

namespace {

std::string data_folder() {
  const char* chosen = std::getenv("DUTYDESK_TEST_DATA");
  return chosen != nullptr ? chosen : "/tmp/dutydesk-test-" + std::to_string(getuid());
}

/// One starter at a time over all test processes.
class FileLock {
 public:
  explicit FileLock(const std::string& folder) {
    std::filesystem::create_directories(folder);
    file_ = ::open((folder + "/lock").c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
    if (file_ < 0 || ::flock(file_, LOCK_EX) != 0) throw std::runtime_error("cannot lock " + folder);
  }
  ~FileLock() { ::close(file_); }
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

 private:
  int file_ = -1;
};

void run_plain(const std::string& settings, const std::string& sql) {
  pqxx::connection connection(settings);
  pqxx::nontransaction work(connection);
  work.exec(sql);
}

bool exists(const std::string& server, const std::string& name) {
  pqxx::connection connection(server + " dbname=postgres");
  pqxx::work work(connection);
  return !work.exec_params("SELECT 1 FROM pg_database WHERE datname = $1", name).empty();
}

std::string template_name() {
  std::string all;
  for (const auto& migration : migrations()) all += migration.sql;
  return "template_" + std::to_string(std::hash<std::string>{}(all));
}

void make_template(const std::string& server, const std::string& name) {
  if (exists(server, name)) return;
  const auto unfinished = name + "_" + std::to_string(getpid());
  run_plain(server + " dbname=postgres", "CREATE DATABASE " + unfinished);
  if (const auto applied = migrate(server + " dbname=" + unfinished); !applied)
    throw std::runtime_error(applied.error().text);
  run_plain(server + " dbname=postgres", "ALTER DATABASE " + unfinished + " RENAME TO " + name);
}

}  // namespace

TestDatabase::TestDatabase() {
  static std::atomic<int> made{0};
  const auto folder = data_folder();
  const auto from = template_name();
  name_ = "test_" + std::to_string(getpid()) + "_" + std::to_string(++made);
  {
    const FileLock lock(folder);
    PrivateCluster cluster(folder);
    const auto started = cluster.start();
    cluster.leave_running();
    if (!started) throw std::runtime_error(started.error().text);
    server_ = started->substr(0, started->find(" dbname="));
    make_template(server_, from);
    run_plain(server_ + " dbname=postgres", "CREATE DATABASE " + name_ + " TEMPLATE " + from);
  }
  settings_ = server_ + " dbname=" + name_;
}

TestDatabase::~TestDatabase() {
  try {
    run_plain(server_ + " dbname=postgres", "DROP DATABASE " + name_ + " WITH (FORCE)");
  } catch (const std::exception&) {  // the next start of the cluster shows it; a destructor cannot
  }
}
