#pragma once
#include <optional>
#include <string>
#include <vector>

#include "gateway/store/database.h"

/// The outbox for the operator: what waits, what failed and why, and the things to do about it.

struct OutboxEntry {
  long long id = 0;
  std::string created_at, due_at, sent_at;  // sent_at: also when it ended otherwise; empty: not yet
  std::string place, state, last_error, trace, notice;
  long long ticket = 0;
  int attempts = 0;
  std::string last_verdict;      // of the last attempt: delivered, retry, unknown, dead, …
  int unsure = 0;                // attempts that may have arrived, without an answer
  std::string account, receipt;  // the platform's number of what was sent; of several parts the last one's
  int parts = 0;                 // sent of a long message; 0: it was sent as one
};
/// Newest first; `state` empty: all.
std::vector<OutboxEntry> outbox_list(Transaction& transaction, const std::string& state, std::size_t limit);
std::optional<OutboxEntry> outbox_show(Transaction& transaction, long long id);
/// A dead or dropped row is sent again, from its first unsent part; a waiting one at once. Past its 24 h it
/// gets this one try. False: there is none of that id, or it is being sent, or it was sent.
bool outbox_retry(Transaction& transaction, long long id);
/// A row that waits or is dead will never be sent. False: none of that id, or being sent, or ended before.
bool outbox_drop(Transaction& transaction, long long id, const std::string& reason);
/// The platform took back what had been sent. False: it was not sent, or has been taken back before.
bool outbox_recalled(Transaction& transaction, long long id);
