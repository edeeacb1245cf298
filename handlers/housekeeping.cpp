#include "handlers/housekeeping.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "gateway/clock.h"
#include "gateway/delivery/file_sweep.h"
#include "gateway/delivery/inbox.h"
#include "gateway/delivery/kept_files.h"
#include "gateway/log.h"
#include "gateway/metrics.h"
#include "handlers/intake/person_store.h"
#include "handlers/knowledge/file_store.h"
#include "handlers/sla/clock_store.h"

namespace {

using Clock = std::chrono::steady_clock;

constexpr const char* look_sql = R"(
SELECT (SELECT count(*) FROM inbox WHERE state = 'waiting') AS inbox_waiting,
  (SELECT count(*) FROM outbox WHERE state = 'due') AS outbox_due,
  (SELECT count(*) FROM outbox WHERE state = 'dead') AS outbox_dead,
  (SELECT count(*) FROM outbox WHERE state = 'unknown') AS outbox_unknown,
  (SELECT count(*) FROM inbox WHERE state = 'dead') AS inbox_dead,
  (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS clock)";

constexpr long long most_skew_ms = 30000;  // leases and timers are the database's; people's times are ours

// Rows that ended more than two weeks ago, in slices.
constexpr const char* tidy_outbox_sql = R"(
DELETE FROM outbox WHERE (id, created_at) IN (
  SELECT id, created_at FROM outbox WHERE state NOT IN ('due', 'dead', 'unknown') AND sent_at < now() - interval '14 days' LIMIT 10000))";

}  // namespace

struct Housekeeping::Body {
  Settings settings;
  AskName ask_name;
  mutable std::mutex mutex;  // guards the two below
  bool stopping = false;
  std::string unready = "starting";
  std::condition_variable changed;
  std::thread thread;

  void say(const std::string& why) {
    const std::scoped_lock lock(mutex);
    unready = why;
  }

  void look(Connection& connection) {
    const auto rows = connection.transact([](Transaction& transaction) { return transaction.run(look_sql); });
    if (!rows) return say("database");
    const auto& row = (*rows)[0];
    for (const auto* name : {"inbox_waiting", "outbox_due", "outbox_dead", "outbox_unknown", "inbox_dead"})
      gauge(std::string("dutydesk_") + name, static_cast<double>(row.number(name)));
    gauge("dutydesk_log_lines_lost", static_cast<double>(log_lines_lost()));
    const auto here =
        std::chrono::duration_cast<Millis>(std::chrono::system_clock::now().time_since_epoch()).count();
    const auto skew = std::abs(here - row.number("clock"));
    gauge("dutydesk_clock_skew_seconds", static_cast<double>(skew) / 1000);
    if (skew > most_skew_ms) log_alarm("clock_skew", {{"milliseconds", std::to_string(skew)}});
    say("");
  }

  void tidy(Connection& connection) {
    const auto done = connection.transact([](Transaction& transaction) {
      inbox_keep(transaction);
      for (const auto* table : {"outbox", "ticket_event", "ask", "audit"})
        transaction.run("SELECT make_partitions($1, 'month', 0, 2)", {table});
      transaction.run(tidy_outbox_sql);
      drop_unused_files(transaction, now());
      drop_ticketless_files(transaction);
      return Done{};
    });
    if (!done) log_warn("tidy_failed", {{"error", done.error().text}});
  }

  void sweep(Connection& connection) {
    const auto removed = sweep_files(connection, settings.file_folder);
    if (!removed) return log_warn("files_not_swept", {{"error", removed.error().text}});
    if (*removed > 0) log_info("files_swept", {{"count", std::to_string(*removed)}});
  }

  void learn_names(Connection& connection) {
    const auto nameless =
        connection.transact([](Transaction& transaction) { return nameless_persons(transaction, 20); });
    if (!nameless) return;
    for (const auto& person : *nameless) {
      const auto name = ask_name(connection, person.org, person.userid);
      if (!name && name.error().kind != Kind::not_found) return;
      const auto written = connection.transact([&](Transaction& transaction) {
        name_person(transaction, person.org, person.userid, name ? *name : "");
        return Done{};
      });
      if (!written) return;
    }
  }

  /// Independent of the keepers of clocks: it finds what none of them looked at.
  void audit(Connection& connection) {
    const auto found =
        connection.transact([](Transaction& transaction) { return audit_clocks(transaction); });
    if (!found) return;
    gauge("dutydesk_clocks_overdue", static_cast<double>(found->overdue));
    if (found->overdue + found->missing > 0)
      log_alarm("clocks_not_looked_at",
                {{"overdue", std::to_string(found->overdue)}, {"missing", std::to_string(found->missing)}});
  }

  void run() {
    Connection connection(settings.database);
    auto next_names = Clock::now(), next_tidy = Clock::now() + Seconds{30}, next_audit = next_tidy,
         next_sweep = next_tidy;
    for (;;) {
      const auto looked = Clock::now();
      look(connection);
      const auto took = Clock::now() - looked;
      if (Clock::now() >= next_names) {
        learn_names(connection);
        next_names = Clock::now() + settings.names_every;
      }
      if (Clock::now() >= next_audit) {
        audit(connection);
        next_audit = Clock::now() + settings.audit_every;
      }
      if (Clock::now() >= next_tidy) {
        tidy(connection);
        next_tidy = Clock::now() + settings.tidy_every;
      }
      if (Clock::now() >= next_sweep) {
        sweep(connection);
        next_sweep = Clock::now() + settings.sweep_every;
      }
      std::unique_lock lock(mutex);
      // Rows of a long queue are counted one by one: that may take a fiftieth of the time, not more.
      changed.wait_for(lock, std::clamp<Clock::duration>(50 * took, settings.look_every, Seconds{5}),
                       [&] { return stopping; });
      if (stopping) return;
    }
  }
};

Housekeeping::Housekeeping(Settings settings, AskName ask_name) : body_(std::make_unique<Body>()) {
  body_->settings = std::move(settings);
  body_->ask_name = std::move(ask_name);
  body_->thread = std::thread([this] { body_->run(); });
}

Housekeeping::~Housekeeping() {
  {
    const std::scoped_lock lock(body_->mutex);
    body_->stopping = true;
  }
  body_->changed.notify_all();
  body_->thread.join();
}

std::string Housekeeping::unready() const {
  const std::scoped_lock lock(body_->mutex);
  return body_->unready;
}
