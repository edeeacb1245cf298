#pragma once
#include <optional>
#include <string>
#include <vector>

#include "bot/message.h"
#include "gateway/store/database.h"

/// The durable outbox: what is to be said, committed with the turn that says it.

/// Who goes first when a limit is near. `answer` is the reply to a press or question that a person is waiting
/// for.
enum class Lane { answer = 0, reporter = 1, duty = 2, digest = 3 };

struct OutboxDraft {
  Chat chat;  // account + place
  Notice notice;
  std::string locale = "zh-CN";
  Lane lane = Lane::reporter;
  std::string handle;  // req_id or response_url of the message this answers; empty: a push
  Time handle_until{};
  std::string response_code;  // app card to update
  long long ticket = 0;       // 0: none; the ticket page shows the delivery state of its rows
  std::string trace;
  std::string
      merge_key;  // rows with one key to one chat may be merged into a summary when the bucket runs low
  std::optional<Time> expires_at;     // a stale answer is dropped and counted; a ticket notice never
  std::vector<OutboxDraft> fallback;  // tried in its place, once, when this one cannot reach the person
};

/// One INSERT for all; ids in the same order.
std::vector<long long> enqueue(Transaction& transaction, const std::vector<OutboxDraft>& drafts);
