#pragma once
#include <string>
#include <vector>

#include "bot/time.h"
#include "gateway/store/database.h"

/// What became of the notices of a ticket.
struct Delivery {
  long long ticket = 0;
  long long outbox_id = 0;
  std::string key;      // of the notice: ticket.told.replied
  std::string account;  // that speaks
  std::string chat;     // person or group it goes to
  bool to_group = false;
  std::string state;  // due | unknown | sent | dead | dropped | superseded | merged
  int attempts = 0;
  Time created_at{};
  Time sent_at{};     // epoch: not yet
  std::string error;  // of the last try
};

/// The newest `each` of every ticket, oldest first.
std::vector<Delivery> deliveries_of(Transaction& transaction, const std::vector<long long>& tickets,
                                    std::size_t each = 50);
