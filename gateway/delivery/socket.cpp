#include "gateway/delivery/socket.h"

#include <openssl/ssl.h>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/websocket.hpp>
#include <deque>
#include <optional>
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

using Moved = std::function<void(error_code, std::size_t)>;

/// TCP with or without TLS under it, as one type with erased handlers: Beast's templates are made once, not
/// once a transport.
class Link {
 public:
  using executor_type = asio::io_context::executor_type;
  Link(asio::io_context& io, asio::ssl::context* tls) : io_(io), tcp_(io) {
    if (tls != nullptr) tls_.emplace(tcp_, *tls);
  }
  executor_type get_executor() { return io_.get_executor(); }
  beast::tcp_stream& tcp() { return tcp_; }

  void secure(const std::string& host, const std::function<void(error_code)>& done) {
    if (!tls_) return done({});
    SSL_set_tlsext_host_name(tls_->native_handle(), host.c_str());
    SSL_set1_host(tls_->native_handle(), host.c_str());
    tls_->async_handshake(asio::ssl::stream_base::client, done);
  }

  template <class Buffers, class Handler>
  void async_read_some(const Buffers& buffers, Handler&& handler) {
    read(first<asio::mutable_buffer>(buffers), erased(std::forward<Handler>(handler)));
  }
  template <class Buffers, class Handler>
  void async_write_some(const Buffers& buffers, Handler&& handler) {
    write(first<asio::const_buffer>(buffers), erased(std::forward<Handler>(handler)));
  }

  // Found by Beast: at the end and at its timeouts the connection is simply cut.
  friend void beast_close_socket(Link& link) { link.tcp_.close(); }
  template <class Handler>
  friend void async_teardown(beast::role_type, Link& link, Handler&& handler) {
    link.tcp_.close();
    asio::post(link.io_, [kept = std::make_shared<std::decay_t<Handler>>(std::forward<Handler>(handler))] {
      (*kept)(error_code{});
    });
  }

 private:
  /// Some is enough: whoever wants all calls again.
  template <class Buffer, class Buffers>
  static Buffer first(const Buffers& buffers) {
    const auto end = asio::buffer_sequence_end(buffers);
    for (auto it = asio::buffer_sequence_begin(buffers); it != end; ++it)
      if (Buffer(*it).size() > 0) return Buffer(*it);
    return {};
  }
  template <class Handler>
  static Moved erased(Handler&& handler) {
    auto kept = std::make_shared<std::decay_t<Handler>>(std::forward<Handler>(handler));
    return [kept](error_code failed, std::size_t size) { (*kept)(failed, size); };
  }
  void read(asio::mutable_buffer into, Moved done) {
    if (tls_) return tls_->async_read_some(into, std::move(done));
    tcp_.async_read_some(into, std::move(done));
  }
  void write(asio::const_buffer from, Moved done) {
    if (tls_) return tls_->async_write_some(from, std::move(done));
    tcp_.async_write_some(from, std::move(done));
  }

  asio::io_context& io_;
  beast::tcp_stream tcp_;
  std::optional<asio::ssl::stream<beast::tcp_stream&>> tls_;
};

/// The way of one connection: resolve, connect, (TLS,) handshake, then read until the end. All on the one
/// thread of `io`.
class Connecting : public std::enable_shared_from_this<Connecting> {
 public:
  Connecting(asio::io_context& io, asio::ssl::context* tls, Target target, Socket::Events events)
      : stream_(io, tls), resolver_(io), target_(std::move(target)), events_(std::move(events)) {}

  void start() {
    resolver_.async_resolve(
        target_.host, target_.port,
        [self = shared_from_this()](error_code failed, const Tcp::resolver::results_type& found) {
          if (failed) return self->end("name not resolved");
          self->connect(found);
        });
  }

  void write(std::string text) {
    if (!open_) return;
    unsent_.push_back(std::move(text));
    if (unsent_.size() == 1) write_next();
  }

  void cut() {
    if (ended_) return;
    tcp().cancel();
    end("closed by us");
  }

 private:
  beast::tcp_stream& tcp() { return stream_.next_layer().tcp(); }

  void connect(const Tcp::resolver::results_type& found) {
    tcp().expires_after(step_deadline);
    tcp().async_connect(found, [self = shared_from_this()](error_code failed, const Tcp::endpoint&) {
      if (failed) return self->end("not connected");
      self->secure();
    });
  }

  void secure() {
    tcp().expires_after(step_deadline);
    stream_.next_layer().secure(target_.host, [self = shared_from_this()](error_code failed) {
      if (failed) return self->end("TLS handshake failed");
      self->shake_hands();
    });
  }

  void shake_hands() {
    tcp().expires_never();
    ws::stream_base::timeout limits{};
    limits.handshake_timeout = step_deadline;
    limits.idle_timeout = std::chrono::seconds(90);  // three pings without any sign
    limits.keep_alive_pings = false;                 // the platform has pings of its own
    stream_.set_option(limits);
    stream_.read_message_max(most_frame);
    auto self = shared_from_this();
    stream_.async_handshake(target_.host + ":" + target_.port, target_.path, [self](error_code failed) {
      if (failed) return self->end("WebSocket handshake failed");
      self->open_ = true;
      self->events_.opened();
      self->read_next();
    });
  }

  void read_next() {
    stream_.async_read(buffer_, [self = shared_from_this()](error_code failed, std::size_t) {
      if (failed) return self->end(failed == ws::error::closed ? "closed by the server" : "connection lost");
      self->events_.text(beast::buffers_to_string(self->buffer_.data()));
      self->buffer_.consume(self->buffer_.size());
      self->read_next();
    });
  }

  void write_next() {
    stream_.text(true);
    stream_.async_write(asio::buffer(unsent_.front()),
                        [self = shared_from_this()](error_code failed, std::size_t) {
                          if (failed) return self->end("connection lost");
                          self->unsent_.pop_front();
                          if (!self->unsent_.empty()) self->write_next();
                        });
  }

  void end(const std::string& reason) {
    if (ended_) return;
    ended_ = true;
    open_ = false;
    tcp().close();
    events_.closed(reason);
  }

  ws::stream<Link, false> stream_;  // the platform offers no compression
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
  std::shared_ptr<Connecting> connection;
  std::thread thread;
};

Socket::Socket(const std::string& url, Events events) : body_(std::make_unique<Body>()) {
  auto target = target_of(url);
  auto* tls = target.tls ? &body_->tls : nullptr;
  if (tls != nullptr) {
    tls->set_default_verify_paths();
    tls->set_verify_mode(asio::ssl::verify_peer);
    SSL_CTX_set_min_proto_version(tls->native_handle(), TLS1_2_VERSION);
  }
  body_->connection = std::make_shared<Connecting>(body_->io, tls, std::move(target), std::move(events));
  body_->connection->start();
  body_->thread = std::thread([this] { body_->io.run(); });
}

Socket::~Socket() {
  asio::post(body_->io, [this] {
    body_->connection->cut();
    // The stream's idle timer lives as long as the stream: kept here, it would hold the thread for 90 s more.
    body_->connection.reset();
  });
  body_->thread.join();
}

void Socket::send(std::string text) {
  asio::post(body_->io, [this, text = std::move(text)]() mutable {
    if (body_->connection) body_->connection->write(std::move(text));
  });
}
