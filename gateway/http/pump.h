#pragma once
#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "gateway/http/wire.h"

/// Inside gateway/http only: what joins a socket to an HttpWire. The one header of ours that shows Asio.

class HttpPump : public std::enable_shared_from_this<HttpPump> {
 public:
  virtual ~HttpPump() = default;
  virtual void start() = 0;
  virtual void turn_away() = 0;
  virtual void answer(std::uint64_t number, const HttpResponse& response) = 0;
  virtual void expire(HttpWire::Instant now) = 0;
  virtual void drain() = 0;
};

/// Answers on their way to the thread of their connection: one wake-up for all that wait. Any thread.
class HttpMailbox {
 public:
  explicit HttpMailbox(boost::asio::io_context& io) : io_(&io) {}
  void put(std::weak_ptr<HttpPump> to, std::uint64_t number, HttpResponse response);
  void close();

 private:
  struct Letter {
    std::weak_ptr<HttpPump> to;
    std::uint64_t number;
    HttpResponse response;
  };
  void deliver();

  std::mutex mutex_;  // guards all below
  boost::asio::io_context* io_;
  std::vector<Letter> letters_;
  bool woken_ = false;
};

/// A thread and its connections. All but `close` on that thread.
struct HttpShard {
  HttpShard();
  ~HttpShard();
  void run();
  void sweep(HttpWire::Instant now);
  void drain();
  void close();  // any thread

  boost::asio::io_context io{1};
  boost::asio::steady_timer timer{io};
  std::shared_ptr<HttpMailbox> mailbox;
  std::array<char, 32 * 1024> scratch{};  // what plain connections read into: an idle one has no buffer
  std::unordered_map<HttpPump*, std::shared_ptr<HttpPump>> pumps;
};

std::shared_ptr<HttpPump> make_http_pump(boost::asio::ip::tcp::socket socket, boost::asio::ssl::context* tls,
                                         HttpShard& shard, HttpWire::House house, const std::string& peer,
                                         HttpAdmission::Place place);
