#pragma once
#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string>

#include "gateway/http/router.h"
#include "gateway/http/server.h"

/// What all connections of a server share, and who is admitted.
class HttpShared {
 public:
  HttpShared(HttpLimits limits, std::vector<Route> routes)
      : limits(std::move(limits)), router(std::move(routes)) {}
  /// False: over a limit. A trusted proxy carries many people and is not limited by its own address.
  bool admit(const std::string& address);
  void leave(const std::string& address);
  bool trusted(const std::string& address) const;
  std::size_t open() const;

  const HttpLimits limits;
  const HttpRouter router;
  std::atomic<bool> draining{false};

 private:
  mutable std::mutex mutex_;  // guards the two below
  std::size_t open_ = 0;
  std::map<std::string, std::size_t> by_address_;
};

/// One connection as the server sees it; it keeps itself alive while it is open.
struct HttpConnection {
  virtual ~HttpConnection() = default;
  virtual void start() = 0;
  /// From any thread: closes at once when no request is under way.
  virtual void close_if_idle() = 0;
  virtual void close_now() = 0;
};

/// A response as bytes. `keep`: the connection goes on.
std::string response_text(const HttpResponse& response, bool keep, bool head_only);
/// The client's address: the peer's, or what a trusted proxy says.
std::string client_address(const HttpShared& shared, const std::string& peer, const std::string& forwarded);
