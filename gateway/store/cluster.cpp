#include "gateway/store/cluster.h"

#include <grp.h>
#include <pwd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <vector>

#include "gateway/crypto.h"
#include "gateway/store/database.h"

namespace fs = std::filesystem;

namespace {

// PostgreSQL refuses to run as root; Debian's package made this user.
constexpr const char* unprivileged_user = "postgres";

std::string binary_folder() {
  std::string newest;
  std::error_code ignored;
  for (const auto& version : fs::directory_iterator("/usr/lib/postgresql", ignored)) {
    const auto bin = version.path() / "bin";
    if (fs::exists(bin / "pg_ctl") && bin.string() > newest) newest = bin.string();
  }
  return newest;
}

void become(const passwd* user) {
  if (user == nullptr) return;
  if (initgroups(user->pw_name, user->pw_gid) != 0 || setgid(user->pw_gid) != 0 || setuid(user->pw_uid) != 0)
    _exit(126);
}

const passwd* owner() {
  if (geteuid() != 0) return nullptr;
  return getpwnam(unprivileged_user);  // NOLINT(concurrency-mt-unsafe): asked by one thread alone
}

/// Runs a program as the cluster's owner, its output in `log`; its exit status, 127 when it could not be run.
int run(const std::vector<std::string>& command, const std::string& log) {
  const auto* user = owner();
  const pid_t child = fork();
  if (child == 0) {
    // The gateway blocks the signals it waits for; the server must hear its own.
    sigset_t none;
    sigemptyset(&none);
    pthread_sigmask(SIG_SETMASK, &none, nullptr);
    signal(SIGPIPE, SIG_DFL);
    setsid();  // Ctrl-C at the gateway is not meant for the database: it is stopped in order
    if (freopen("/dev/null", "r", stdin) == nullptr || freopen(log.c_str(), "a", stdout) == nullptr)
      _exit(125);
    dup2(STDOUT_FILENO, STDERR_FILENO);
    closefrom(3);
    become(user);
    std::vector<char*> arguments;
    for (const auto& part : command) arguments.push_back(const_cast<char*>(part.c_str()));
    arguments.push_back(nullptr);
    execv(arguments[0], arguments.data());
    _exit(127);
  }
  int status = 0;
  if (child < 0 || waitpid(child, &status, 0) < 0) return 127;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

std::string last_lines(const std::string& file) {
  std::ifstream in(file);
  std::string line, last, before;
  while (std::getline(in, line)) {
    before = last;
    last = line;
  }
  return before + " / " + last;
}

// A unix socket's path may have 107 bytes; a deep data folder gets one below /tmp.
std::string socket_folder(const fs::path& cluster) {
  auto inside = (cluster / "socket").string();
  if (inside.size() <= 80) return inside;
  return "/tmp/dutydesk-" + sha256_hex(cluster.string()).substr(0, 16);
}

Result<Done> own_folder(const fs::path& folder) {
  std::error_code failed;
  fs::create_directories(folder, failed);
  if (failed)
    return Error{Kind::bad_input, "data_folder: cannot create " + folder.string() + ": " + failed.message()};
  const auto* user = owner();
  if (geteuid() == 0 && user == nullptr)
    return Error{Kind::bad_input,
                 "started as root, but the system has no user postgres to run the private database"};
  if (user != nullptr && chown(folder.c_str(), user->pw_uid, user->pw_gid) != 0)
    return Error{Kind::bad_input, "data_folder: cannot give " + folder.string() + " to user postgres"};
  if (run({"/usr/bin/test", "-w", folder.string()}, "/dev/null") != 0)
    return Error{Kind::bad_input,
                 "data_folder: user postgres cannot reach " + folder.string() +
                     ": make the folders above it passable (chmod o+x) or choose another data_folder"};
  return Done{};
}

constexpr const char* server_settings =
    "\n# Dutydesk's private cluster: unix socket only; durability is never turned off.\n"
    "listen_addresses = ''\nmax_connections = 60\nshared_buffers = 128MB\nfsync = on\nfull_page_writes = on\n"
    "synchronous_commit = on\nmax_wal_size = 2GB\nrandom_page_cost = 1.1\nlog_min_messages = warning\njit = "
    "off\n"
    "autovacuum_naptime = 20s\n";

Result<Done> create(const std::string& bin, const fs::path& data, const std::string& log) {
  if (fs::exists(data / "PG_VERSION")) return Done{};
  if (run({bin + "/initdb", "-D", data.string(), "-U", "dutydesk", "-E", "UTF8", "--locale=C.UTF-8", "-A",
           "trust", "-N"},
          log) != 0)
    return Error{Kind::internal, "initdb failed, see " + log + ": " + last_lines(log)};
  std::ofstream(data / "postgresql.conf", std::ios::app) << server_settings;
  // -N skipped the syncs of initdb; one sync before first use makes the new cluster durable.
  ::sync();
  return Done{};
}

}  // namespace

PrivateCluster::PrivateCluster(const std::string& data_folder)
    : folder_(fs::absolute(data_folder).string()) {}

PrivateCluster::~PrivateCluster() { stop(); }

Result<std::string> PrivateCluster::settings() const {
  return "host=" + socket_folder(fs::path(folder_) / "postgres") + " user=dutydesk dbname=dutydesk";
}

Result<std::string> PrivateCluster::start() {
  const auto bin = binary_folder();
  if (bin.empty())
    return Error{Kind::bad_input,
                 "no PostgreSQL below /usr/lib/postgresql: install postgresql-15 or set database.url"};
  const fs::path cluster = fs::path(folder_) / "postgres";
  const auto data = cluster / "data";
  const auto socket = socket_folder(cluster);
  const auto log = (cluster / "setup.log").string();          // ours
  const auto server_log = (cluster / "server.log").string();  // the server's, as its own user
  std::error_code ignored;
  fs::create_directories(folder_, ignored);
  if (geteuid() == 0)
    fs::permissions(folder_, fs::perms::others_exec | fs::perms::group_exec, fs::perm_options::add, ignored);
  for (const auto& folder : {cluster, fs::path(socket)})
    if (const auto owned = own_folder(folder); !owned) return owned.error();
  if (const auto created = create(bin, data, log); !created) return created.error();
  if (run({bin + "/pg_ctl", "-D", data.string(), "status"}, "/dev/null") != 0) {
    const auto options = "-k " + socket;
    if (run({bin + "/pg_ctl", "-D", data.string(), "-w", "-t", "60", "-l", server_log, "-o", options,
             "start"},
            log) != 0)
      return Error{Kind::internal,
                   "the private database did not start, see " + server_log + ": " + last_lines(server_log)};
  }
  running_ = true;
  Connection maintenance("host=" + socket + " user=dutydesk dbname=postgres");
  const auto exists = maintenance.transact([](Transaction& transaction) {
    return !transaction.run("SELECT 1 FROM pg_database WHERE datname = 'dutydesk'").empty();
  });
  if (!exists) return exists.error();
  if (!*exists && run({bin + "/createdb", "-h", socket, "-U", "dutydesk", "dutydesk"}, log) != 0)
    return Error{Kind::internal, "createdb failed, see " + log};
  return settings();
}

void PrivateCluster::stop() {
  if (!running_) return;
  running_ = false;
  const auto cluster = fs::path(folder_) / "postgres";
  run({binary_folder() + "/pg_ctl", "-D", (cluster / "data").string(), "-m", "fast", "-w", "stop"},
      (cluster / "setup.log").string());
}
