#pragma once
#include <array>
#include <functional>
#include <string>
#include <vector>

#include "gateway/channel/channel.h"
#include "gateway/delivery/limiter.h"
#include "gateway/delivery/outbox.h"

/// Taking rows out of the outbox, and writing down what became of them. Every record is conditional on the
/// row's fence.

struct OutboxRow {
  long long id = 0;
  long long fence = 0;
  int attempts = 0;    // this one counted
  int parts_done = 0;  // of a long message sent in parts
  int unsure = 0;      // earlier attempts that nobody knows the end of, this claim's crash counted
  Seconds age{0};
  Chat chat;
  Lane lane = Lane::reporter;
  Notice notice;
  std::string locale, handle, updates_code, trace;
  Time handle_until{};
  long long ticket = 0;
  std::vector<OutboxDraft> fallback;
};

struct OutboxClaim {
  std::size_t most = 8;
  Seconds lease{60};
  std::vector<std::string> resting;  // accounts whose breaker is open
  int most_crashes = 5;              // a row that nobody lived to record so often is a dead letter
  std::string worker;                // the gateway that claims
  std::array<std::string, 4> after;  // of each lane: the place where the last claim stopped
};
/// Heads of places, urgent lanes first, the places of a lane one after another from `after` on and round; a
/// row being sent holds its place. Rows over a limit wait, and are merged with their like. Expired rows are
/// dropped and counted. A row that was in hand when a process ended goes alone: its next end is its own.
std::vector<OutboxRow> claim_rows(Transaction& transaction, const OutboxClaim& request,
                                  const std::function<std::vector<Bucket>(const Chat&, Lane)>& buckets);

/// As a row's `place` says it: what is sent there goes one after another.
std::string outbox_place(const Chat& chat);

/// What gateways that are gone (gateway/delivery/presence.h) were sending is due again now, and counted as a
/// crash.
void take_back_rows(Transaction& transaction);

bool record_sent(Transaction& transaction, const OutboxRow& row, const Verdict& verdict);
bool record_part(Transaction& transaction, const OutboxRow& row, int parts_done);
/// What this attempt came to; `unsure`: the message may have arrived.
bool record_verdict(Transaction& transaction, const OutboxRow& row, const std::string& verdict, bool unsure);
bool record_retry(Transaction& transaction, const OutboxRow& row, const std::string& reason, Millis wait);
/// `state`: dead, or superseded when a fallback takes its place (enqueued here, in the same transaction).
bool record_dead(Transaction& transaction, const OutboxRow& row, const std::string& reason);
/// Sent more than once and never answered for: an end that an operator sees; a fallback is still tried.
bool record_unknown(Transaction& transaction, const OutboxRow& row, const std::string& reason);
