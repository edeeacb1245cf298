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

/// Groups what waits into one statement and one commit. Owns its thread and its connection.
class InboxWriter {
 public:
  using Committed = std::function<void(Result<Done>)>;
  struct Settings {
    std::string database;
    std::size_t queue = 4000;  // messages waiting for a commit; more are refused
    std::size_t batch = 200;
    Millis patience{700};      // a message not committed by then is answered try_later
  };
  /// `conversation_of` says which messages are taken one after another: one person of one organisation.
  InboxWriter(Settings settings, std::function<std::string(const Inbound&)> conversation_of);
  ~InboxWriter();
  /// False when full or stopping: the caller answers "try later". `committed` is called once, from the writer's thread.
  bool offer(std::vector<Inbound> messages, Committed committed);
  /// Called after each commit with new rows, to wake turn workers of this process.
  void on_commit(std::function<void()> wake);
  std::size_t waiting() const;

 private:
  struct Body;
  std::unique_ptr<Body> body_;
};

struct ClaimedMessage {
  long long id = 0;
  Inbound message;
  int attempts = 0;  // this one counted
};

/// A conversation taken by one worker until its lease ends. `fence` must still hold when the turn is committed.
struct Claim {
  std::string conversation;
  long long fence = 0;
  std::string dialog;                    // JSON text, "{}" when new
  std::vector<ClaimedMessage> messages;  // oldest first; empty when only the timer is due
  bool timer_due = false;
};

/// Oldest waiting first, at most `conversations`; counts the attempt before any work is done.
std::vector<Claim> claim_conversations(Transaction& transaction, std::size_t conversations, std::size_t messages_each,
                                       Seconds lease, const std::string& worker);

struct Finished {
  const Claim* claim = nullptr;
  std::string dialog;            // JSON text
  std::optional<Time> wake_at;   // timer; nullopt: none
};
/// Marks the messages done and stores the dialogs of those claims whose fence still holds; says which (same order).
std::vector<bool> lock_claims(Transaction& transaction, const std::vector<Claim>& claims);
void finish_claims(Transaction& transaction, const std::vector<Finished>& finished);
/// A turn that failed: tried again after `wait`; from the third attempt on its messages are parked as dead, with the reason.
void release_claim(Transaction& transaction, const Claim& claim, const std::string& reason, Seconds wait);
