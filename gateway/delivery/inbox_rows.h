#pragma once
#include <string>
#include <vector>

#include "gateway/store/database.h"

/// One message as the inbox keeps it.
struct InboxRow {
  std::string account;
  std::string key;  // the platform's id of the message, or a hash of its body
  std::string conversation;
  std::string trace;
  std::string message;  // JSON
};

/// Keeps those that were not seen within 7 days, in the order given; how many. The first of two rows with one
/// key counts. Only inside Connection::transact.
std::size_t add_to_inbox(Transaction& transaction, const std::vector<InboxRow>& rows);
