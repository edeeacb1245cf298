#include "gateway/delivery/presence.h"

#include <unistd.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "gateway/delivery/inbox.h"
#include "gateway/delivery/outbox_claim.h"
#include "gateway/log.h"

namespace {

using Clock = std::chrono::steady_clock;

constexpr const char* work_channel = "dutydesk_work";

std::string own_name() {
  char host[256] = "gateway";
  gethostname(host, sizeof host - 1);
  std::string name = host;
  std::replace(name.begin(), name.end(), '/', '-');
  static const auto start = std::chrono::system_clock::now().time_since_epoch().count();
  static int made = 0;  // several in one process: tests
  static std::mutex mutex;
  const std::scoped_lock lock(mutex);
  return name + ":" + std::to_string(getpid()) + ":" + std::to_string(start) +
         (made++ == 0 ? "" : "." + std::to_string(made));
}

}  // namespace

struct Presence::Body {
  Settings settings;
  std::function<void()> wake;
  std::string name = own_name();
  Connection listening{settings.database};
  Clock::time_point looked{};
  std::mutex mutex;  // guards the two below
  bool stopping = false, told = false;
  std::condition_variable changed;
  std::thread listener, teller;

  Body(Settings given, std::function<void()> on_wake) : settings(std::move(given)), wake(std::move(on_wake)) {
    listening.listen(work_channel);
  }

  bool going() {
    const std::scoped_lock lock(mutex);
    return !stopping;
  }

  /// The lock is gone with the connection: looked at before each wait, since a broken one is replaced in
  /// silence.
  bool keep_lock() {
    static constexpr const char* sql = R"(
SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted AND pid = pg_backend_pid()
  AND classid = 1685419129 AND objid = (hashtext('gateway:' || $1)::bigint & 4294967295)::oid) AS held)";
    static constexpr const char* take =
        "SELECT pg_try_advisory_lock(1685419129, hashtext('gateway:' || $1)) AS got";
    const auto kept = listening.transact([&](Transaction& transaction) {
      return transaction.run(sql, {name})[0].flag("held") || transaction.run(take, {name})[0].flag("got");
    });
    return kept && *kept;
  }

  void take_back() {
    looked = Clock::now();
    const auto taken = listening.transact([](Transaction& transaction) {
      take_back_rows(transaction);
      take_back_claims(transaction);
      return Done{};
    });
    if (!taken) log_warn("take_back_failed", {{"error", taken.error().text}});
  }

  void listen_loop() {
    while (going()) {
      if (!keep_lock()) {
        // After a restart of the database every gateway is without its lock for a moment.
        looked = Clock::now();
        std::unique_lock lock(mutex);
        changed.wait_for(lock, settings.listen, [&] { return stopping; });
        continue;
      }
      if (listening.wait_notified(static_cast<int>(settings.listen.count())) && going()) wake();
      if (Clock::now() - looked >= settings.look) take_back();
    }
  }

  void tell_loop() {
    Connection connection(settings.database);
    std::unique_lock lock(mutex);
    for (;;) {
      changed.wait(lock, [&] { return stopping || told; });
      if (stopping) return;
      told = false;
      lock.unlock();
      const auto sent = connection.transact([](Transaction& transaction) {
        transaction.run("SELECT pg_notify($1, '')", {work_channel});
        return Done{};
      });
      lock.lock();
      if (!sent) log_info("others_not_told", {{"error", sent.error().text}});
      changed.wait_for(lock, settings.between, [&] { return stopping; });
    }
  }
};

Presence::Presence(Settings settings, std::function<void()> wake)
    : body_(std::make_unique<Body>(std::move(settings), std::move(wake))) {
  if (body_->keep_lock()) body_->take_back();
  body_->listener = std::thread([this] { body_->listen_loop(); });
  body_->teller = std::thread([this] { body_->tell_loop(); });
}

Presence::~Presence() {
  {
    const std::scoped_lock lock(body_->mutex);
    body_->stopping = true;
  }
  body_->changed.notify_all();
  body_->listener.join();
  body_->teller.join();
}

const std::string& Presence::name() const { return body_->name; }

void Presence::tell() {
  {
    const std::scoped_lock lock(body_->mutex);
    body_->told = true;
  }
  body_->changed.notify_all();
}
