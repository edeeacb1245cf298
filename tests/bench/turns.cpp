// Inbox rows to committed tickets and outbox rows, against pgbench's three-row transaction with 8 clients,
// alternating on one private cluster.  bench_turns [ROUNDS] [MESSAGES]   Last line: one JSON object.
#include <unistd.h>

#include <algorithm>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <mutex>
#include <thread>

#include "gateway/clock.h"
#include "gateway/delivery/inbox.h"
#include "gateway/log.h"
#include "gateway/store/cluster.h"
#include "gateway/store/migrate.h"
#include "handlers/intake/worker.h"
#include "tests/support/must.h"
#include "tests/support/small_desk.h"

namespace {

using Clock = std::chrono::steady_clock;

Config config_of(const std::string& folder) {
  auto config = small_desk("team");
  config.data_folder = folder;
  return config;
}

Inbound report(int round, int n) {
  Inbound message;
  message.account = "bot";
  message.external_id = std::to_string(round) + "-" + std::to_string(n);
  message.contact = "u" + std::to_string(round) + "x" + std::to_string(n);
  message.chat = {"bot", "g" + std::to_string(n % 50), ChatKind::group};
  message.text = "客户13" + std::to_string(100000000 + n) + "今天9:40在APP买入600519提示资金账号异常";
  message.received_at = now();
  message.trace = message.external_id;
  return message;
}

void fill(const std::string& database, const Directory& directory, int round, int count) {
  InboxWriter writer({database, 100000},
                     [&](const Inbound& message) { return directory.conversation_of(message); });
  std::mutex mutex;
  std::condition_variable changed;
  int open = count;
  for (int i = 0; i < count; ++i) {
    const auto done = [&](const Result<Done>&) {
      const std::scoped_lock lock(mutex);
      --open;
      changed.notify_one();
    };
    while (!writer.offer({report(round, i)}, done)) std::this_thread::yield();
  }
  std::unique_lock lock(mutex);
  changed.wait(lock, [&] { return open == 0; });
}

long long number_of(Connection& connection, const std::string& sql) {
  const auto rows = must(connection.transact([&](Transaction& transaction) { return transaction.run(sql); }));
  return rows[0].number("n");
}

/// Messages a second from the start of the workers until the last is done.
double work_off(Connection& connection, const TurnWorkers::Settings& settings, int count) {
  const auto start = Clock::now();
  TurnWorkers workers(settings, now, [] {});
  while (number_of(connection, "SELECT EXISTS (SELECT 1 FROM inbox WHERE state = 'waiting')::int AS n") > 0)
    std::this_thread::sleep_for(Millis{20});
  return count / std::chrono::duration<double>(Clock::now() - start).count();
}

/// pgbench's transaction of three rows: those that a turn leaves at least, an inbox row, a ticket and a row
/// of the outbox, as this database holds them and with their indexes. pgbench takes :word for a variable, in
/// strings too.
std::string three_rows(Connection& connection) {
  static constexpr const char* tables = R"(
CREATE SEQUENCE bench_number;
CREATE TABLE bench_inbox (LIKE inbox INCLUDING DEFAULTS INCLUDING INDEXES);
CREATE TABLE bench_ticket (LIKE ticket INCLUDING DEFAULTS INCLUDING INDEXES);
CREATE TABLE bench_outbox (LIKE outbox INCLUDING DEFAULTS INCLUDING INDEXES))";
  static constexpr const char* rows = R"(
SELECT replace(format(
  'BEGIN; INSERT INTO bench_inbox (conversation, account, external_id, trace, message) VALUES (%L, %L, %L, %L, %L); '
  'INSERT INTO bench_ticket (number, state, seen_by_team, reporter, system, created_at, updated_at, version, body) '
  'VALUES (nextval(''bench_number''), %L, true, %L, %L, now(), now(), 1, %L); '
  'INSERT INTO bench_outbox (account, chat_id, chat_kind, place, lane, notice, locale, trace) '
  'VALUES (%L, %L, %L, %L, %L, %L, %L, %L); COMMIT;',
  i.conversation, i.account, i.external_id, i.trace, i.message, t.state, t.reporter, t.system, t.body,
  o.account, o.chat_id, o.chat_kind, o.place, o.lane, o.notice, o.locale, o.trace), '; ', E';\n') AS n
FROM (SELECT * FROM inbox LIMIT 1) i, (SELECT * FROM ticket LIMIT 1) t, (SELECT * FROM outbox WHERE notice !~ ':[[:alpha:]_]' LIMIT 1) o)";
  return must(connection.transact([&](Transaction& transaction) {
    transaction.script(tables);
    return transaction.run(rows)[0].text("n");
  }));
}

double pgbench(const std::string& folder, const std::string& database, const std::string& rows) {
  const auto script = folder + "/script.sql", out = folder + "/pgbench.out";
  std::ofstream(script) << rows;
  const auto host = database.substr(0, database.find(' ')).substr(5);
  const auto command = "/usr/lib/postgresql/15/bin/pgbench -h " + host +
                       " -U dutydesk -n -M prepared -c 8 -j 2 -T 4 -f " + script + " dutydesk > " + out +
                       " 2>/dev/null";
  if (std::system(command.c_str()) != 0) fail("pgbench failed");  // NOLINT(concurrency-mt-unsafe)
  std::ifstream in(out);
  for (std::string line; std::getline(in, line);)
    if (line.starts_with("tps = ")) return std::stod(line.substr(6));
  fail("pgbench gave no tps");
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

}  // namespace

int main(int count, char** arguments) {
  const int rounds = count > 1 ? std::atoi(arguments[1]) : 5;
  const int messages = count > 2 ? std::atoi(arguments[2]) : 10000;
  log_start("error");
  const auto folder =
      std::filesystem::temp_directory_path() / ("dutydesk-turns-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  double ratio = 0, turns = 0, bench = 0;
  {
    const auto config = config_of(folder.string());
    const auto library = must(load_library(config));
    const Directory directory(config);
    const Shelf shelf(library);
    PrivateCluster cluster(folder.string());
    const auto database = must(cluster.start());
    must(migrate(database));
    Connection connection(database);
    TurnWorkers::Settings settings;
    settings.database = database;
    settings.name = "bench";
    settings.directory = &directory;
    settings.shelf = &shelf;
    fill(database, directory, -1, 200);
    work_off(connection, settings, 200);
    const auto rows = three_rows(connection);
    std::vector<double> ratios, ours, theirs;
    for (int round = 0; round < rounds; ++round) {
      fill(database, directory, round, messages);
      ours.push_back(work_off(connection, settings, messages));
      theirs.push_back(pgbench(folder.string(), database, rows));
      ratios.push_back(ours.back() / theirs.back());
      std::printf("{\"turns_per_s\":%.1f,\"pgbench_per_s\":%.1f,\"ratio\":%.3f}\n", ours.back(),
                  theirs.back(), ratios.back());
    }
    const auto tickets = number_of(connection, "SELECT count(*) AS n FROM ticket WHERE state <> 'draft'");
    if (tickets != static_cast<long long>(rounds) * messages + 200)
      fail("tickets: " + std::to_string(tickets));
    ratio = median(ratios);
    turns = median(ours);
    bench = median(theirs);
  }
  std::filesystem::remove_all(folder);
  std::printf("{\"bench\":\"turns\",\"turns_per_s\":%.1f,\"pgbench_per_s\":%.1f,\"ratio\":%.3f}\n", turns,
              bench, ratio);
}
