#pragma once
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/http/server.h"

/// A TCP client that sends exactly the bytes it is told to. Every wait has a deadline.
class RawClient {
 public:
  explicit RawClient(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(fd_, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0;
  }
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;
  ~RawClient() { ::close(fd_); }

  bool connected() const { return connected_; }
  void send(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
  }
  void half_close() { ::shutdown(fd_, SHUT_WR); }

  /// One whole response (head and body); empty when the server closed or the time is up first.
  std::string response(std::chrono::milliseconds patience = std::chrono::seconds(5)) {
    const auto until = std::chrono::steady_clock::now() + patience;
    for (;;) {
      const auto head = seen_.find("\r\n\r\n");
      if (head != std::string::npos) {
        const auto end = head + 4 + body_length(seen_.substr(0, head));
        if (seen_.size() >= end) {
          auto whole = seen_.substr(0, end);
          seen_.erase(0, end);
          return whole;
        }
      }
      if (!receive(until)) return {};
    }
  }
  /// True when the server ends the connection in time.
  bool closed(std::chrono::milliseconds patience = std::chrono::seconds(5)) {
    const auto until = std::chrono::steady_clock::now() + patience;
    while (receive(until)) {
    }
    return ended_;
  }
  /// All bytes until the server ends the connection.
  std::string rest(std::chrono::milliseconds patience = std::chrono::seconds(5)) {
    closed(patience);
    return std::exchange(seen_, {});
  }

 private:
  static std::size_t body_length(const std::string& head) {
    const auto at = head.find("Content-Length: ");
    return at == std::string::npos ? 0 : std::stoul(head.substr(at + 16));
  }
  bool receive(std::chrono::steady_clock::time_point until) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
    pollfd waiting{fd_, POLLIN, 0};
    if (left.count() <= 0 || ::poll(&waiting, 1, static_cast<int>(left.count())) != 1) return false;
    char bytes[16384];
    const auto got = ::recv(fd_, bytes, sizeof bytes, 0);
    if (got <= 0) {
      ended_ = true;
      return false;
    }
    seen_.append(bytes, static_cast<std::size_t>(got));
    return true;
  }

  int fd_;
  bool connected_ = false, ended_ = false;
  std::string seen_;
};

inline int status_of(const std::string& response) {
  return response.size() < 12 ? 0 : std::stoi(response.substr(9, 3));
}

inline std::string body_of(const std::string& response) {
  const auto head = response.find("\r\n\r\n");
  return head == std::string::npos ? "" : response.substr(head + 4);
}

/// What the handlers of a test server saw. Any thread.
class Seen {
 public:
  void add(HttpRequest request) {
    const std::scoped_lock lock(mutex_);
    requests_.push_back(std::move(request));
    changed_.notify_all();
  }
  void keep(Responder responder) {
    const std::scoped_lock lock(mutex_);
    kept_.push_back(std::move(responder));
    changed_.notify_all();
  }
  std::vector<HttpRequest> requests() const {
    const std::scoped_lock lock(mutex_);
    return requests_;
  }
  /// The next answer that a handler left to the test; waits for it.
  Responder kept() {
    std::unique_lock lock(mutex_);
    if (!changed_.wait_for(lock, std::chrono::seconds(5), [&] { return !kept_.empty(); })) return {};
    auto first = std::move(kept_.front());
    kept_.erase(kept_.begin());
    return first;
  }

 private:
  mutable std::mutex mutex_;  // guards all below
  std::condition_variable changed_;
  std::vector<HttpRequest> requests_;
  std::vector<Responder> kept_;
};

/// A started server with: POST /echo (64 bytes at most), GET /hello, GET|POST /later/ (answered by the test),
/// GET /drop (never answered), GET /throw.
struct TestServer {
  explicit TestServer(HttpLimits limits = {}, TlsFiles tls = {})
      : server(settings(std::move(limits), std::move(tls)), routes()) {
    started = static_cast<bool>(server.start());
  }
  static HttpServer::Settings settings(HttpLimits limits, TlsFiles tls) {
    HttpServer::Settings wanted;
    wanted.limits = std::move(limits);
    wanted.tls = std::move(tls);
    return wanted;
  }
  std::vector<Route> routes() {
    const auto echo = [this](HttpRequest request, const Responder& respond) {
      const auto body = request.body;
      seen.add(std::move(request));
      respond({200, {}, body});
    };
    const auto hello = [this](HttpRequest request, const Responder& respond) {
      seen.add(std::move(request));
      respond({200, {{"X-Hello", "yes"}}, "hello"});
    };
    const auto later = [this](HttpRequest request, Responder respond) {
      seen.add(std::move(request));
      seen.keep(std::move(respond));
    };
    const auto drop = [](const HttpRequest&, const Responder&) {};
    const auto broken = [](const HttpRequest&, const Responder&) { throw std::runtime_error("broken"); };
    return {{"POST", "/echo", 64, echo},    {"GET", "/hello", 64, hello}, {"GET", "/later/", 64, later},
            {"POST", "/later/", 64, later}, {"GET", "/drop", 64, drop},   {"GET", "/throw", 64, broken}};
  }
  std::uint16_t port() const { return server.port(); }

  Seen seen;
  bool started = false;
  HttpServer server;
};

inline const std::string get_hello = "GET /hello HTTP/1.1\r\nHost: desk\r\n\r\n";
