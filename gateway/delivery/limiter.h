#pragma once
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "gateway/config.h"
#include "gateway/delivery/outbox.h"
#include "gateway/store/database.h"

/// Sending within the platforms' published limits. Buckets are rows: they hold across gateways and restarts.

struct Bucket {
  std::string key;
  double most = 1;  // capacity
  double rate = 1;  // tokens a second
  double keep = 0;  // left for more urgent lanes
};

/// The buckets that one message of `account` to `chat` takes from. A limit of n in a window w becomes a
/// bucket of n/3 that fills at 2n/3 a window: no sliding window ever sees more than n.
std::vector<Bucket> buckets_of(const std::vector<RateLimit>& limits, const AccountConfig& account,
                               const Chat& chat, Lane lane);

/// The rates that count now: a hang-up may bring others. Safe from any thread.
class RatesInForce {
 public:
  explicit RatesInForce(std::vector<RateLimit> rates) { set(std::move(rates)); }
  std::shared_ptr<const std::vector<RateLimit>> get() const {
    const std::scoped_lock lock(mutex_);
    return rates_;
  }
  void set(std::vector<RateLimit> rates) {
    auto fresh = std::make_shared<const std::vector<RateLimit>>(std::move(rates));
    const std::scoped_lock lock(mutex_);
    rates_ = std::move(fresh);
  }

 private:
  mutable std::mutex mutex_;  // guards the next
  std::shared_ptr<const std::vector<RateLimit>> rates_;
};

/// Zero: taken from all; else the time after which it is worth trying again, and nothing was taken.
Millis take(Transaction& transaction, const std::vector<Bucket>& buckets);
/// The platform said "too often": the buckets are emptied.
void drain(Transaction& transaction, const std::vector<Bucket>& buckets);
