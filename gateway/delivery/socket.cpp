#include "gateway/delivery/socket.h"

#include <openssl/ssl.h>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/ssl.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <deque>
#include <thread>

namespace beast = boost::beast;
namespace asio = boost::asio;
namespace ws = beast::websocket;
using boost::system::error_code;
using Tcp = asio::ip::tcp;

namespace {

constexpr std::chrono::seconds step_deadline{5};
constexpr std::size_t most_frame = 1024 * 1024;

struct Target {
  bool tls = false;
  std::string host, port, path;
};

Target target_of(const std::string& url) {
  Target target;
  target.tls = url.starts_with("wss://");
  const auto begin = url.find("://");
  const auto rest = begin == std::string::npos ? url : url.substr(begin + 3);
  const auto slash = rest.find('/');
  target.path = slash == std::string::npos ? "/" : rest.substr(slash);
  const auto authority = rest.substr(0, slash);
  const auto colon = authority.rfind(':');
  target.host = authority.substr(0, colon);
  target.port = colon == std::string::npos ? (target.tls ? "443" : "80") : authority.substr(colon + 1);
  return target;
}

using Plain = ws::stream<beast::tcp_stream>;
using Tls = ws::stream<beast::ssl_stream<beast::tcp_stream>>;

/// The way of one connection: resolve, connect, (TLS,) handshake, then read until the end. All on the one
/// thread of `io`.
template <class Stream>
class Connecting : public std::enable_shared_from_this<Connecting<Stream>> {
 public:
  Connecting(asio::io_context& io, Stream stream, Target target, Socket::Events events)
      : stream_(std::move(stream)), resolver_(io), target_(std::move(target)), events_(std::move(events)) {}

  void start() {
    auto self = this->shared_from_this();
    resolver_.async_resolve(target_.host, target_.port,
                            [self](error_code failed, const Tcp::resolver::results_type& found) {
                              if (failed) return self->end("name not resolved");
                              beast::get_lowest_layer(self->stream_).expires_after(step_deadline);
                              beast::get_lowest_layer(self->stream_)
                                  .async_connect(found, [self](error_code wrong, const Tcp::endpoint&) {
                                    if (wrong) return self->end("not connected");
                                    self->secure();
                                  });
                            });
  }

  void write(std::string text) {
    if (!open_) return;
    unsent_.push_back(std::move(text));
    if (unsent_.size() == 1) write_next();
  }

  void cut() {
    if (ended_) return;
    beast::get_lowest_layer(stream_).cancel();
    beast::get_lowest_layer(stream_).close();
    end("closed by us");
  }

 private:
  void secure() {
    if constexpr (std::is_same_v<Stream, Tls>) {
      auto self = this->shared_from_this();
      SSL_set_tlsext_host_name(stream_.next_layer().native_handle(), target_.host.c_str());
      SSL_set1_host(stream_.next_layer().native_handle(), target_.host.c_str());
      beast::get_lowest_layer(stream_).expires_after(step_deadline);
      stream_.next_layer().async_handshake(asio::ssl::stream_base::client, [self](error_code failed) {
        if (failed) return self->end("TLS handshake failed");
        self->shake_hands();
      });
    } else {
      shake_hands();
    }
  }

  void shake_hands() {
    beast::get_lowest_layer(stream_).expires_never();
    ws::stream_base::timeout limits{};
    limits.handshake_timeout = step_deadline;
    limits.idle_timeout = std::chrono::seconds(90);  // three pings without any sign
    limits.keep_alive_pings = false;                 // the platform has pings of its own
    stream_.set_option(limits);
    stream_.read_message_max(most_frame);
    auto self = this->shared_from_this();
    stream_.async_handshake(target_.host + ":" + target_.port, target_.path, [self](error_code failed) {
      if (failed) return self->end("WebSocket handshake failed");
      self->open_ = true;
      self->events_.opened();
      self->read_next();
    });
  }

  void read_next() {
    auto self = this->shared_from_this();
    stream_.async_read(buffer_, [self](error_code failed, std::size_t) {
      if (failed) return self->end(failed == ws::error::closed ? "closed by the server" : "connection lost");
      self->events_.text(beast::buffers_to_string(self->buffer_.data()));
      self->buffer_.consume(self->buffer_.size());
      self->read_next();
    });
  }

  void write_next() {
    auto self = this->shared_from_this();
    stream_.text(true);
    stream_.async_write(asio::buffer(unsent_.front()), [self](error_code failed, std::size_t) {
      if (failed) return self->end("connection lost");
      self->unsent_.pop_front();
      if (!self->unsent_.empty()) self->write_next();
    });
  }

  void end(const std::string& reason) {
    if (ended_) return;
    ended_ = true;
    open_ = false;
    beast::get_lowest_layer(stream_).close();
    events_.closed(reason);
  }

  Stream stream_;
  Tcp::resolver resolver_;
  Target target_;
  Socket::Events events_;
  beast::flat_buffer buffer_;
  std::deque<std::string> unsent_;
  bool open_ = false, ended_ = false;
};

}  // namespace

struct Socket::Body {
  asio::io_context io{1};
  asio::ssl::context tls{asio::ssl::context::tls_client};
  std::shared_ptr<Connecting<Plain>> plain;
  std::shared_ptr<Connecting<Tls>> secure;
  std::thread thread;

  template <class Do>
  void on_connection(Do run) {
    if (plain) run(*plain);
    if (secure) run(*secure);
  }
};

Socket::Socket(const std::string& url, Events events) : body_(std::make_unique<Body>()) {
  auto target = target_of(url);
  if (target.tls) {
    body_->tls.set_default_verify_paths();
    body_->tls.set_verify_mode(asio::ssl::verify_peer);
    SSL_CTX_set_min_proto_version(body_->tls.native_handle(), TLS1_2_VERSION);
    body_->secure = std::make_shared<Connecting<Tls>>(body_->io, Tls(body_->io, body_->tls),
                                                      std::move(target), std::move(events));
    body_->secure->start();
  } else {
    body_->plain = std::make_shared<Connecting<Plain>>(body_->io, Plain(body_->io), std::move(target),
                                                       std::move(events));
    body_->plain->start();
  }
  body_->thread = std::thread([this] { body_->io.run(); });
}

Socket::~Socket() {
  asio::post(body_->io, [this] {
    body_->on_connection([](auto& connection) { connection.cut(); });
    // The stream's idle timer lives as long as the stream: kept here, it would hold the thread for 90 s more.
    body_->plain.reset();
    body_->secure.reset();
  });
  body_->thread.join();
}

void Socket::send(std::string text) {
  asio::post(body_->io, [this, text = std::move(text)]() mutable {
    body_->on_connection([&](auto& connection) { connection.write(std::move(text)); });
  });
}
