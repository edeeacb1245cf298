#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "bot/message.h"
#include "bot/time.h"
#include "gateway/store/database.h"

/// Seals the audit beside the writers, and puts its checkpoints where the database's owner does not rule.
/// Owns a thread; several gateways may each have one.
class AuditKeeper {
 public:
  struct Settings {
    std::string database;
    std::string
        checkpoint_file;  // a line "time COUNT:HASH" each; empty: none. A share or a collector's folder
    Millis seal_every{1000};
    Seconds long_look_every{50};  // below the minute after which `audit verify` complains of an unsealed row
    /// Follows what has been sealed; on the same thread and connection.
    std::function<void(Connection&)> follow{};
    Seconds checkpoint_every{300};
    std::optional<Chat>
        told{};  // a chat that hears of the checkpoint, through the outbox: a copy on another host
    Seconds tell_every{3600};
    std::string locale = "zh-CN";
    std::function<void()> wake_deliverer{};
  };
  explicit AuditKeeper(Settings settings);
  ~AuditKeeper();

 private:
  struct Body;
  std::unique_ptr<Body> body_;
};
