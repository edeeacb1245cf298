#pragma once
#include <functional>
#include <memory>
#include <string>

#include "bot/time.h"

/// One WebSocket client connection (ws or wss), Boost.Beast behind it. Owns a thread; events come from that
/// thread.
class Socket {
 public:
  struct Events {
    std::function<void()> opened;
    std::function<void(std::string)> text;
    std::function<void(std::string reason)> closed;  // once, also when it never opened
  };
  /// Connects at once. `url`: ws://host[:port]/path or wss://…; the certificate of wss is checked.
  Socket(const std::string& url, Events events);
  ~Socket();
  /// From any thread; ignored after the close.
  void send(std::string text);

 private:
  struct Body;
  std::unique_ptr<Body> body_;
};
