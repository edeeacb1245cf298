#include "handlers/intake/worker.h"

#include <condition_variable>
#include <mutex>
#include <thread>

#include "gateway/kill_point.h"
#include "gateway/log.h"
#include "gateway/metrics.h"
#include "handlers/intake/pace.h"
#include "handlers/intake/parked.h"

struct TurnWorkers::Body {
  Settings settings;
  std::function<Time()> clock;
  std::function<void()> committed;
  std::mutex mutex;  // guards the two below
  bool stopping = false;
  std::size_t wakes = 0;
  std::condition_variable ready;
  std::mutex claiming;
  std::vector<std::thread> threads;

  /// True while work goes on; returns early on wake or stop.
  bool wait(Millis most, std::size_t& seen) {
    std::unique_lock lock(mutex);
    ready.wait_for(lock, most, [&] { return stopping || wakes != seen; });
    seen = wakes;
    return !stopping;
  }
  bool going() {
    const std::scoped_lock lock(mutex);
    return !stopping;
  }

  ClaimRequest request(unsigned thread) const {
    ClaimRequest request;
    request.conversations = settings.conversations;
    request.messages_each = 1;  // the next message must see what this one did, ticket number included
    request.worker = settings.name + "/" + std::to_string(thread);
    request.parked = [this](Transaction& transaction, const Parked& parked) {
      tell_parked(transaction, *settings.directory, settings.locale, parked);
    };
    return request;
  }

  Result<std::size_t> commit(Connection& connection, const std::vector<Claim>& claims) {
    const BatchSettings batch{settings.directory, settings.shelf->get(), settings.locale,
                              settings.minutes_east, settings.dialog_timeout};
    const auto now = clock();
    return connection.transact(
        [&](Transaction& transaction) { return run_turns(transaction, batch, claims, now); });
  }

  void report(const std::vector<Claim>& claims) {
    const auto now = clock();
    for (const auto& claim : claims)
      for (const auto& message : claim.messages) {
        observe("dutydesk_turn_delay_seconds",
                std::chrono::duration<double>(now - message.message.received_at).count());
        log_info("turn", {{"trace", message.message.trace}, {"inbox", std::to_string(message.id)}});
      }
    count("dutydesk_turns_total", {}, static_cast<double>(claims.size()));
    kill_point("K5");
    committed();
  }

  /// A whole batch, or where one of it fails each alone, so that a bad message hurts only itself.
  void work_off(Connection& connection, const std::vector<Claim>& claims) {
    auto done = commit(connection, claims);
    for (int tries = 0; !done && done.error().kind != Kind::internal && tries < 20 && going(); ++tries) {
      log_warn("turns_wait_for_database", {{"error", done.error().text}});
      std::size_t ignored = 0;
      wait(Millis{500}, ignored);
      done = commit(connection, claims);
    }
    if (done) return report(claims);
    if (claims.size() == 1) return give_back(connection, claims.front(), done.error());
    for (const auto& claim : claims) work_off(connection, {claim});
  }

  void give_back(Connection& connection, const Claim& claim, const Error& error) {
    log_error("turn_failed",
              {{"error", error.text},
               {"attempt", std::to_string(claim.attempts)},
               {"trace", claim.messages.empty() ? "timer" : claim.messages.front().message.trace}});
    count("dutydesk_turns_failed_total");
    const auto released = connection.transact([&](Transaction& transaction) {
      release_claim(transaction, claim, Seconds{1LL << (2 * std::min(claim.attempts, 4))});
      return Done{};
    });
    if (!released) log_warn("claim_not_released", {{"error", released.error().text}});
  }

  /// One worker after the other: two at once would pick the same oldest conversations, and the later one
  /// would find them all locked and rest beside a long queue.
  Result<std::vector<Claim>> claim(Connection& connection, const ClaimRequest& asked) {
    const std::scoped_lock lock(claiming);
    return connection.transact(
        [&](Transaction& transaction) { return claim_conversations(transaction, asked); });
  }

  void loop(unsigned thread) {
    Connection connection(settings.database, Connection::Queue{});
    const auto asked = request(thread);
    Pace pace;
    for (std::size_t seen = 0; going();) {
      if (pace.pause(settings.pressed(), clock())) {
        std::this_thread::sleep_for(Millis{10});
        continue;
      }
      auto claims = claim(connection, asked);
      if (!claims) log_warn("claim_failed", {{"error", claims.error().text}});
      if (!claims || claims->empty()) {
        if (!wait(Millis{1000}, seen)) return;
        continue;
      }
      if (settings.ids != nullptr) settings.ids->settle(connection, *claims, *settings.directory);
      if (claims->empty()) continue;  // they wait in their own conversations now
      if (settings.names != nullptr) settings.names->put_names(*claims, *settings.directory);
      work_off(connection, *claims);
    }
  }
};

TurnWorkers::TurnWorkers(Settings settings, std::function<Time()> clock, std::function<void()> committed)
    : body_(std::make_unique<Body>()) {
  body_->settings = std::move(settings);
  body_->clock = std::move(clock);
  body_->committed = std::move(committed);
  for (unsigned i = 0; i < body_->settings.threads; ++i)
    body_->threads.emplace_back([this, i] { body_->loop(i); });
}

TurnWorkers::~TurnWorkers() {
  {
    const std::scoped_lock lock(body_->mutex);
    body_->stopping = true;
  }
  body_->ready.notify_all();
  for (auto& thread : body_->threads) thread.join();
}

void TurnWorkers::wake() {
  {
    const std::scoped_lock lock(body_->mutex);
    ++body_->wakes;
  }
  body_->ready.notify_one();
}
