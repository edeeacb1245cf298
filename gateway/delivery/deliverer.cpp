#include "gateway/delivery/deliverer.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "gateway/delivery/sending.h"
#include "gateway/log.h"
#include "gateway/metrics.h"

namespace {

using Clock = std::chrono::steady_clock;

/// When the next claim may begin. While a platform is away thousands of places wait, and a look at them is
/// dear: looks take a third of the time at most, however many messages call for one, and what comes meanwhile
/// goes together.
Clock::time_point next_claim(Clock::time_point begun, Clock::time_point ended) {
  return ended + std::min<Clock::duration>(2 * (ended - begun), Millis{1000});
}

}  // namespace

struct Deliverer::Body {
  Body(Settings wanted, Parts given)
      : settings(std::move(wanted)), parts(std::move(given)), rates(settings.limits) {}

  Settings settings;
  Parts parts;
  Breaker breaker;
  RatesInForce rates;
  std::mutex mutex;  // guards the four below
  bool stopping = false;
  std::size_t wakes = 0;
  std::size_t idle = 0;
  std::deque<OutboxRow> ready;
  std::condition_variable changed;
  std::vector<std::thread> threads;

  std::vector<Bucket> buckets(const Chat& chat, Lane lane) const {
    const auto account = settings.accounts.find(chat.account);
    if (account == settings.accounts.end()) return {};
    return buckets_of(*rates.get(), account->second, chat, lane);
  }

  /// Rows that idle senders can take; waits until there is one, and somebody or the clock asks. 0: stop.
  std::size_t wanted(std::size_t& seen, bool found_some, Clock::time_point not_before) {
    std::unique_lock lock(mutex);
    changed.wait_until(lock, not_before, [&] { return stopping; });
    const auto free = [&] { return idle > ready.size(); };
    if (!found_some)
      changed.wait_for(lock, Millis{1000}, [&] { return stopping || (wakes != seen && free()); });
    changed.wait(lock, [&] { return stopping || free(); });
    seen = wakes;
    return stopping ? 0 : idle - ready.size();
  }

  void claim_loop() {
    Connection connection(settings.database, Connection::Queue{true});
    std::size_t seen = 0;
    bool found_some = false;
    OutboxClaim request;
    request.worker = settings.name;
    Clock::time_point not_before{};
    while (const auto most = wanted(seen, found_some, not_before)) {
      const auto begun = Clock::now();
      request.most = most;
      request.resting = breaker.resting(parts.clock());
      auto rows = connection.transact([&](Transaction& transaction) {
        return claim_rows(transaction, request,
                          [&](const Chat& chat, Lane lane) { return buckets(chat, lane); });
      });
      not_before = next_claim(begun, Clock::now());
      if (!rows) log_warn("outbox_claim_failed", {{"error", rows.error().text}});
      found_some = rows && !rows->empty();
      if (!found_some) continue;
      for (const auto& row : *rows)
        request.after[static_cast<std::size_t>(row.lane)] = outbox_place(row.chat);
      {
        const std::scoped_lock lock(mutex);
        for (auto& row : *rows) ready.push_back(std::move(row));
      }
      changed.notify_all();
    }
  }

  void send_loop() {
    Connection connection(settings.database, Connection::Queue{});
    Sending sending(settings, parts, breaker, rates, connection);
    for (;;) {
      std::unique_lock lock(mutex);
      ++idle;
      ++wakes;  // the place of the row just sent may have a next one
      changed.notify_all();
      changed.wait(lock, [&] { return stopping || !ready.empty(); });
      --idle;
      if (ready.empty()) return;  // stopping; what is claimed is still sent
      const auto row = std::move(ready.front());
      ready.pop_front();
      lock.unlock();
      sending.send(row);
    }
  }
};

Deliverer::Deliverer(Settings settings, Parts parts)
    : body_(std::make_unique<Body>(std::move(settings), std::move(parts))) {
  body_->threads.emplace_back([this] { body_->claim_loop(); });
  for (unsigned i = 0; i < body_->settings.senders; ++i)
    body_->threads.emplace_back([this] { body_->send_loop(); });
}

Deliverer::~Deliverer() {
  {
    const std::scoped_lock lock(body_->mutex);
    body_->stopping = true;
  }
  body_->changed.notify_all();
  for (auto& thread : body_->threads) thread.join();
}

void Deliverer::wake() {
  {
    const std::scoped_lock lock(body_->mutex);
    ++body_->wakes;
  }
  body_->changed.notify_all();
}

void Deliverer::limit(std::vector<RateLimit> limits) { body_->rates.set(std::move(limits)); }

std::vector<RateLimit> Deliverer::limits() const { return *body_->rates.get(); }
