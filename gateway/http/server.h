#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "bot/result.h"
#include "bot/time.h"
#include "gateway/http/message.h"

/// The HTTP edge: Boost.Beast behind this header. Limits are refused while reading, before a handler costs
/// anything.

struct HttpLimits {
  std::size_t header_bytes = 16 * 1024;
  std::size_t header_lines = 64;
  std::size_t body_bytes = 1024 * 1024;  // a route may lower or raise it
  Seconds header_deadline{5};
  Seconds body_deadline{10};
  Seconds keep_alive{30};
  std::size_t connections = 2000;
  std::size_t connections_per_address = 50;
  std::vector<std::string> trusted_proxies;  // addresses whose X-Forwarded-For is believed
};

/// Answers one request, once, from any thread; dropping it unanswered answers 503.
using Responder = std::function<void(HttpResponse)>;

struct Route {
  std::string method;                  // GET, POST, …
  std::string prefix;                  // "/cb/" matches below it; "/healthz" matches exactly; longest wins
  std::size_t body_bytes = 64 * 1024;  // 0: the server's limit
  std::function<void(HttpRequest, Responder)> handle;  // must not block: called on an I/O thread
};

struct TlsFiles {
  std::string certificate, key;  // PEM paths; both empty: plain HTTP
};

class HttpServer {
 public:
  struct Settings {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;  // 0: any free port
    unsigned threads = 2;
    HttpLimits limits;
    TlsFiles tls;
  };
  HttpServer(Settings settings, std::vector<Route> routes);
  ~HttpServer();  // stops without draining
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;
  /// Binds and starts; the error names address and port.
  Result<Done> start();
  std::uint16_t port() const;
  /// Stops accepting, lets running requests finish, closes what is left at the deadline.
  void drain(Seconds deadline);

 private:
  struct Body;
  std::unique_ptr<Body> body_;
};
