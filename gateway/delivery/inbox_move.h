#pragma once
#include <string>
#include <vector>

#include "gateway/delivery/inbox.h"

/// Waiting messages of a conversation that turned out to be somebody's other name: they go, in their order,
/// to the conversation that is this person's. Only inside Connection::transact.
struct InboxMove {
  const Claim* claim = nullptr;
  std::string conversation, contact;  // the person's own
};
/// The claims are given back; those that another worker has by now are left to it.
void move_claims(Transaction& transaction, const std::vector<InboxMove>& moves);
