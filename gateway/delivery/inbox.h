#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bot/message.h"
#include "bot/result.h"
#include "gateway/store/database.h"

/// The durable inbox: what a platform handed over is committed before it hears 200.

/// Groups what waits into one statement and one commit. Owns two writers, each a thread and a connection.
class InboxWriter {
 public:
  using Committed = std::function<void(Result<Done>)>;
  struct Settings {
    std::string database;
    std::size_t queue = 4000;  // messages waiting for a commit; more are refused
    std::size_t batch = 200;
    Millis patience{700};  // a message not committed by then is answered try_later
  };
  /// `conversation_of` says which messages are taken one after another: one person of one organisation.
  InboxWriter(Settings settings, std::function<std::string(const Inbound&)> conversation_of);
  ~InboxWriter();
  /// False when full or stopping: the caller answers "try later". `committed` is called once, from a
  /// writer's thread. Messages of one offer are committed together; what follows in the same conversation is
  /// offered after them and comes after them.
  bool offer(std::vector<Inbound> messages, Committed committed);
  /// Called after each commit with new rows, to wake turn workers of this process.
  void on_commit(std::function<void()> wake);
  std::size_t waiting() const;
  /// True while a burst is taken in: a batch of at least 8 messages was written within the last 50 ms.
  bool pressed() const;

 private:
  struct Body;
  std::unique_ptr<Body> body_;
};

struct ClaimedMessage {
  long long id = 0;
  Inbound message;
};

/// A conversation taken by one worker until its lease ends. `fence` must still hold when the turn is
/// committed.
struct Claim {
  std::string conversation;
  long long fence = 0;
  int attempts = 0;                      // claims since the last finished turn, this one counted
  std::string dialog;                    // JSON text, "{}" when new
  std::vector<ClaimedMessage> messages;  // oldest first; empty when only the timer is due
  bool timer_due = false;
};

/// A message that was set aside: it failed, or ended the process, too often, or cannot be read. Likewise a
/// dialog's timer, which is no message.
struct Parked {
  long long id = 0;  // 0: a timer
  std::string conversation;
  std::string account;             // that heard it
  std::optional<Inbound> message;  // nullopt: unreadable
};

struct ClaimRequest {
  std::size_t conversations = 64;
  std::size_t messages_each = 4;  // a conversation that failed before gets one at a time
  Seconds lease{30};
  int most_attempts = 5;  // after these the oldest message is parked as dead: it may be what ends the process
  std::string worker;     // the gateway's name, a '/' and which of its workers
  std::function<void(Transaction&, const Parked&)> parked;  // tells people, in the parking's own transaction
};
/// Oldest waiting first. The attempt is counted, and committed by the caller, before any work is done.
std::vector<Claim> claim_conversations(Transaction& transaction, const ClaimRequest& request);

struct Finished {
  const Claim* claim = nullptr;
  std::string dialog;           // JSON text
  std::optional<Time> wake_at;  // timer; nullopt: none
};
/// First statement of the turn's transaction: locks the conversations whose fence still holds. One answer per
/// claim: false means another worker has it now, and nothing of this turn may be committed.
std::vector<bool> hold_claims(Transaction& transaction, const std::vector<Claim>& claims);
/// Stores the dialogs, marks the messages done and gives the conversations back. Only for claims that are
/// held.
void finish_claims(Transaction& transaction, const std::vector<Finished>& finished);
/// What gateways that are gone (gateway/delivery/presence.h) had claimed is free again now.
void take_back_claims(Transaction& transaction);
/// A turn that failed: the conversation is tried again after `wait`.
void release_claim(Transaction& transaction, const Claim& claim, Seconds wait);

struct InboxEntry {
  long long id = 0;
  std::string received_at, conversation, account, state, error, trace, message;
};
/// For the operator: newest first; `state` empty: all.
std::vector<InboxEntry> inbox_list(Transaction& transaction, const std::string& state, std::size_t limit);
std::optional<InboxEntry> inbox_show(Transaction& transaction, long long id);
/// A dead message waits again; false when there is none of that id.
bool inbox_replay(Transaction& transaction, long long id);
/// Forgets keys after 7 days and drops inbox partitions of before then; makes partitions ahead.
void inbox_keep(Transaction& transaction);
