// How fast `dutydesk audit verify` reads and hashes, and how fast the sealer goes.  bench_audit [ROWS]
// Processor time is that of this process and of the database's backend.  Last line: one JSON object.
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "gateway/store/cluster.h"
#include "gateway/store/migrate.h"
#include "handlers/audit/chain.h"
#include "tests/support/must.h"

namespace {

using Clock = std::chrono::steady_clock;

constexpr long long a_statement = 20'000;  // rows, within the time that a statement may take
constexpr const char* fill_sql = R"(
INSERT INTO audit (actor, role, act, thing, detail, way, remote)
SELECT 'corp/p' || n % 800, 'agent', 'replied', 'ticket:' || n / 5, n % 9 || ' ' || encode(sha256(n::text::bytea), 'hex'), 'event', ''
FROM generate_series($1::bigint, $2::bigint) AS n)";

double own_seconds() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

/// User and system time of a process, from /proc.
double seconds_of(long long pid) {
  std::ifstream stat("/proc/" + std::to_string(pid) + "/stat");
  std::string text((std::istreambuf_iterator<char>(stat)), {});
  const auto behind = text.rfind(')');
  if (behind == text.npos) return 0;
  double user = 0, system = 0;
  if (std::sscanf(text.c_str() + behind + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lf %lf", &user,
                  &system) != 2)
    return 0;
  return (user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

struct Spent {
  double wall = 0, processor = 0;
};

template <class Work>
Spent measured(long long backend, Work work) {
  const auto began = Clock::now();
  const auto before = own_seconds() + seconds_of(backend);
  work();
  return {std::chrono::duration<double>(Clock::now() - began).count(),
          own_seconds() + seconds_of(backend) - before};
}

}  // namespace

int main(int count, char** arguments) {
  const long long rows = count > 1 ? std::atoll(arguments[1]) : 500'000;
  const auto folder =
      std::filesystem::temp_directory_path() / ("dutydesk-bench-audit-" + std::to_string(getpid()));
  std::filesystem::create_directories(folder);
  std::filesystem::permissions(folder, std::filesystem::perms(0711));
  {
    PrivateCluster cluster(folder.string());
    const auto database = must(cluster.start());
    must(migrate(database));
    Connection connection(database);
    const auto backend = must(connection.transact([](Transaction& transaction) {
      return transaction.run("SELECT pg_backend_pid() AS pid")[0].number("pid");
    }));
    const auto filled = measured(backend, [&] {
      for (long long first = 1; first <= rows; first += a_statement)
        must(connection.transact([&](Transaction& transaction) {
          const auto last = std::min(rows, first + a_statement - 1);
          transaction.run(fill_sql, {std::to_string(first), std::to_string(last)});
          return Done{};
        }));
    });
    const auto sealed = measured(backend, [&] {
      while (must(connection.transact([](Transaction& transaction) { return seal_audit(transaction); })) >
             0) {
      }
    });
    AuditCheck check;
    const auto verified = measured(backend, [&] {
      check = must(connection.transact(
          [](Transaction& transaction) { return verify_audit(transaction, std::nullopt); }));
    });
    if (check.rows != rows || check.fault_count != 0)
      fail("the chain does not hold: " + (check.faults.empty() ? "" : check.faults[0]));
    const auto rate = [&](double seconds) {
      return static_cast<long long>(static_cast<double>(rows) / seconds);
    };
    std::printf("written %.1f s, sealed %.1f s (%lld rows/s of processor time), verified %.2f s\n",
                filled.wall, sealed.wall, rate(sealed.processor), verified.wall);
    std::printf(
        "{\"bench\":\"audit\",\"rows\":%lld,\"verified_rows_a_second\":%lld,\"of_processor_time\":%lld,"
        "\"sealed_of_processor_time\":%lld}\n",
        rows, rate(verified.wall), rate(verified.processor), rate(sealed.processor));
  }
  std::filesystem::remove_all(folder);
  return 0;
}
