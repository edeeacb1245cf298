#pragma once
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

/// Zero: taken from all; else the time after which it is worth trying again, and nothing was taken.
Millis take(Transaction& transaction, const std::vector<Bucket>& buckets);
/// The platform said "too often": the buckets are emptied.
void drain(Transaction& transaction, const std::vector<Bucket>& buckets);
