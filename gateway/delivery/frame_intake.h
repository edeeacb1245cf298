#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "bot/message.h"
#include "bot/time.h"

/// What a long connection heard, on its way to the inbox. The platform never sends a frame twice, so messages
/// are kept here, in order, until the inbox has them; when the buffer is full the newest are lost, with an
/// alarm.
class FrameIntake {
 public:
  /// InboxWriter::offer: false when full; `committed` is told whether the messages are stored.
  using Offer = std::function<bool(std::vector<Inbound>, std::function<void(bool stored)> committed)>;
  struct Settings {
    std::size_t most = 10000;  // messages kept
    Millis again{200};         // between offers of what the inbox refused
  };
  FrameIntake(Settings settings, Offer offer);
  /// Messages that are not stored by now are given up, with an alarm.
  ~FrameIntake();
  /// Never blocks. False: the buffer is full and the message is lost.
  bool take(Inbound message);
  std::size_t waiting() const;

 private:
  struct Body;
  std::unique_ptr<Body> body_;
};
