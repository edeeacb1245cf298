#pragma once
#include <functional>
#include <memory>
#include <string>

#include "gateway/config.h"
#include "gateway/delivery/deliverer.h"

/// A smart bot's long connection (protocols/wecom.md §2b): subscribes, pings, hands frames over, sends frames
/// and awaits their acknowledgement. One holder among all gateways of a database; the others wait for its
/// lock. Stops for good, with an alarm, when the platform says that another took the connection or that the
/// credentials are wrong.
class LongConnection : public FrameSender {
 public:
  struct Settings {
    AccountConfig account;
    std::string database;  // where the lock is
    Millis ping_every{30000};
    Millis first_wait{1000}, longest_wait{30000};
    Millis too_often_wait{60000};
    Millis lock_every{2000};
  };
  /// `heard` is given each callback frame and must not block; `dice` in 0…1 is the jitter of reconnecting.
  LongConnection(Settings settings, std::function<void(std::string)> heard, std::function<double()> dice);
  ~LongConnection() override;
  /// try_later: not connected, nothing was sent; internal: no acknowledgement, the result is unknown.
  Result<HttpResponse> request(const std::string& frame, const std::string& req_id, Millis deadline) override;
  bool connected() const;

 private:
  struct Body;
  std::unique_ptr<Body> body_;
};

/// What the platform's answer to a subscription means.
enum class Subscribed { yes, refused, too_often, failed };
Subscribed subscription_of(const std::string& ack);
