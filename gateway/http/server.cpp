#include "gateway/http/server.h"

#include <openssl/ssl.h>

#include <boost/asio/bind_executor.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <thread>

#include "gateway/http/connection.h"
#include "gateway/http/framing.h"
#include "gateway/http/target.h"
#include "gateway/log.h"
#include "gateway/metrics.h"

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using boost::system::error_code;
using Tcp = asio::ip::tcp;

namespace {

constexpr std::size_t line_bytes = 8 * 1024;
constexpr std::size_t read_bytes = 8 * 1024;

using Tls = beast::ssl_stream<beast::tcp_stream>;

HttpResponse plain(int status, std::string_view reason) {
  HttpResponse response;
  response.status = status;
  response.headers["content-type"] = "text/plain";
  response.body = std::string(reason) + "\n";
  if (status == 503) response.headers["retry-after"] = "1";
  return response;
}

/// Answers exactly once: with what it is given, or with 503 when it is forgotten.
class Answer {
 public:
  explicit Answer(std::function<void(HttpResponse)> deliver) : deliver_(std::move(deliver)) {}
  ~Answer() { give(plain(503, "try again")); }
  Answer(const Answer&) = delete;
  Answer& operator=(const Answer&) = delete;
  void give(HttpResponse response) {
    if (!given_.exchange(true)) deliver_(std::move(response));
  }

 private:
  std::function<void(HttpResponse)> deliver_;
  std::atomic<bool> given_{false};
};

template <class Stream>
class Serving : public HttpConnection, public std::enable_shared_from_this<Serving<Stream>> {
 public:
  Serving(Stream stream, std::shared_ptr<HttpShared> shared, std::string peer)
      : stream_(std::move(stream)),
        shared_(std::move(shared)),
        peer_(std::move(peer)),
        scan_({shared_->limits.header_bytes, shared_->limits.header_lines, line_bytes}) {}
  ~Serving() override { shared_->leave(peer_); }

  void start() override {
    asio::post(stream_.get_executor(), [self = this->shared_from_this()] { self->secure(); });
  }
  void close_if_idle() override {
    asio::post(stream_.get_executor(), [self = this->shared_from_this()] {
      if (self->idle_) self->close();
    });
  }
  void close_now() override {
    asio::post(stream_.get_executor(), [self = this->shared_from_this()] { self->close(); });
  }

 private:
  auto& lowest() { return beast::get_lowest_layer(stream_); }

  void secure() {
    lowest().expires_after(shared_->limits.header_deadline);
    if constexpr (std::is_same_v<Stream, Tls>) {
      stream_.async_handshake(asio::ssl::stream_base::server,
                              [self = this->shared_from_this()](error_code failed) {
                                if (!failed) self->next_request();
                              });
    } else {
      next_request();
    }
  }

  /// `served_` requests were answered: a new connection has the header's deadline from its start, a kept one
  /// may be idle first.
  void next_request() {
    scan_.reset();
    parser_.reset();
    continue_wanted_ = false;
    idle_ = buffer_.size() == 0;
    if (idle_ && served_ > 0) {
      if (shared_->draining) return close();
      lowest().expires_after(shared_->limits.keep_alive);
    } else {
      lowest().expires_after(shared_->limits.header_deadline);
    }
    if (idle_) return read_header();
    scan_header();
  }

  void read_header() {
    stream_.async_read_some(buffer_.prepare(read_bytes),
                            [self = this->shared_from_this()](error_code failed, std::size_t got) {
                              if (failed) return self->refuse_late(failed);
                              self->buffer_.commit(got);
                              if (self->idle_ && self->served_ > 0)
                                self->lowest().expires_after(self->shared_->limits.header_deadline);
                              self->idle_ = false;
                              self->scan_header();
                            });
  }

  void refuse_late(error_code failed) {
    if (failed == beast::error::timeout && !idle_ && buffer_.size() > 0)
      count("dutydesk_http_refused_total", {{"why", "deadline"}});
    close();
  }

  void scan_header() {
    const auto block = std::string_view(static_cast<const char*>(buffer_.data().data()), buffer_.size());
    switch (scan_.advance(block)) {
      case HeaderScan::State::more:
        return read_header();
      case HeaderScan::State::refused:
        return refuse(scan_.status(), scan_.reason());
      case HeaderScan::State::complete:
        return parse_header();
    }
  }

  void parse_header() {
    parser_.emplace();
    parser_->header_limit(static_cast<std::uint32_t>(shared_->limits.header_bytes + 1024));
    parser_->body_limit(shared_->limits.body_bytes);
    error_code failed;
    const auto used = parser_->put(asio::buffer(buffer_.data().data(), scan_.length()), failed);
    if (failed && failed != http::error::need_more)
      return refuse(failed == http::error::body_limit ? 413 : 400, "bad request");
    buffer_.consume(used);
    if (!parser_->is_header_done()) return refuse(400, "bad request");
    const auto& header = parser_->get();
    head_only_ = header.method() == http::verb::head;
    auto target = read_target({header.target().data(), header.target().size()});
    if (!target) return refuse(400, "bad target");
    target_ = std::move(*target);
    const auto found =
        shared_->router.find({header.method_string().data(), header.method_string().size()}, target_.path);
    if (found.route == nullptr) return refuse_route(found.allow);
    route_ = found.route;
    const auto length = parser_->content_length();
    if (length && *length > route_->body_bytes) return refuse(413, "body too large");
    parser_->body_limit(route_->body_bytes);
    continue_wanted_ = beast::iequals(header[http::field::expect], "100-continue");
    read_body();
  }

  void refuse_route(const std::string& allow) {
    auto response = plain(allow.empty() ? 404 : 405, allow.empty() ? "not found" : "method not allowed");
    if (!allow.empty()) response.headers["allow"] = allow;
    // A body that nobody reads would be taken for the next request: the connection ends.
    write(response, false);
  }

  void read_body() {
    if (parser_->is_done()) return handle();
    lowest().expires_after(shared_->limits.body_deadline);
    if (continue_wanted_ && buffer_.size() == 0) {
      static const std::string go_on = "HTTP/1.1 100 Continue\r\n\r\n";
      return asio::async_write(stream_, asio::buffer(go_on),
                               [self = this->shared_from_this()](error_code failed, std::size_t) {
                                 if (failed) return self->close();
                                 self->read_rest();
                               });
    }
    read_rest();
  }

  void read_rest() {
    http::async_read(stream_, buffer_, *parser_,
                     [self = this->shared_from_this()](error_code failed, std::size_t) {
                       if (!failed) return self->handle();
                       if (failed == http::error::body_limit) return self->refuse(413, "body too large");
                       if (failed == beast::error::timeout) {
                         count("dutydesk_http_refused_total", {{"why", "deadline"}});
                         return self->close();
                       }
                       if (failed.category() == http::make_error_code(http::error::bad_chunk).category() &&
                           failed != http::error::end_of_stream && failed != http::error::partial_message)
                         return self->refuse(400, "bad body");
                       self->close();
                     });
  }

  void handle() {
    auto message = parser_->release();
    keep_ = message.keep_alive();
    HttpRequest request;
    request.method = std::string(message.method_string());
    request.path = std::move(target_.path);
    request.query = std::move(target_.query);
    for (const auto& field : message) {
      std::string name(field.name_string());
      for (char& c : name)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
      request.headers[std::move(name)] = std::string(field.value());
    }
    request.body = std::move(message.body());
    request.remote = client_address(*shared_, peer_, request.headers["x-forwarded-for"]);
    lowest().expires_never();  // the handler's time is its own; the platform's patience ends it
    auto answer = std::make_shared<Answer>([self = this->shared_from_this()](HttpResponse response) {
      asio::post(self->stream_.get_executor(),
                 [self, response = std::move(response)] { self->write(response, self->keep_); });
    });
    route_->handle(std::move(request),
                   [answer](HttpResponse response) { answer->give(std::move(response)); });
  }

  void refuse(int status, std::string_view reason) {
    count("dutydesk_http_refused_total", {{"why", std::to_string(status)}});
    write(plain(status, reason), false);
  }

  void write(const HttpResponse& response, bool keep) {
    const bool stay = keep && !shared_->draining;
    out_ = response_text(response, stay, head_only_);
    lowest().expires_after(shared_->limits.body_deadline);
    asio::async_write(stream_, asio::buffer(out_),
                      [self = this->shared_from_this(), stay](error_code failed, std::size_t) {
                        ++self->served_;
                        if (failed || !stay) return self->close();
                        self->next_request();
                      });
  }

  void close() {
    error_code ignored;
    lowest().socket().shutdown(Tcp::socket::shutdown_send, ignored);
    lowest().close();
  }

  Stream stream_;
  std::shared_ptr<HttpShared> shared_;
  std::string peer_;
  HeaderScan scan_;
  beast::flat_buffer buffer_;
  boost::optional<http::request_parser<http::string_body>> parser_;
  Target target_;
  const Route* route_ = nullptr;
  std::string out_;
  std::size_t served_ = 0;
  bool idle_ = true, keep_ = true, head_only_ = false, continue_wanted_ = false;
};

}  // namespace

struct HttpServer::Body {
  Settings settings;
  std::shared_ptr<HttpShared> shared;
  asio::io_context io;
  Tcp::acceptor acceptor{io};
  asio::steady_timer again{io};
  asio::ssl::context tls{asio::ssl::context::tls_server};
  std::mutex mutex;  // guards the set
  std::set<std::weak_ptr<HttpConnection>, std::owner_less<>> connections;
  std::vector<std::thread> threads;
  std::uint16_t port = 0;

  Result<Done> load_tls() {
    if (settings.tls.certificate.empty()) return Done{};
    error_code failed;
    SSL_CTX_set_min_proto_version(tls.native_handle(), TLS1_2_VERSION);
    tls.use_certificate_chain_file(settings.tls.certificate, failed);
    if (failed)
      return Error{Kind::bad_input,
                   "server.tls_certificate: " + settings.tls.certificate + ": " + failed.message()};
    tls.use_private_key_file(settings.tls.key, asio::ssl::context::pem, failed);
    if (failed)
      return Error{Kind::bad_input, "server.tls_key: " + settings.tls.key + ": " + failed.message()};
    return Done{};
  }

  Result<Done> bind() {
    error_code failed;
    const auto address = asio::ip::make_address(settings.address, failed);
    const auto place = "server.listen " + settings.address + ":" + std::to_string(settings.port) + ": ";
    if (failed) return Error{Kind::bad_input, place + "not an address"};
    const Tcp::endpoint endpoint(address, settings.port);
    acceptor.open(endpoint.protocol(), failed);
    if (!failed) acceptor.set_option(Tcp::acceptor::reuse_address(true), failed);
    if (!failed) acceptor.bind(endpoint, failed);
    if (!failed) acceptor.listen(asio::socket_base::max_listen_connections, failed);
    if (failed) return Error{Kind::conflict, place + failed.message()};
    port = acceptor.local_endpoint().port();
    return Done{};
  }

  void accept() {
    acceptor.async_accept(asio::make_strand(io), [this](error_code failed, Tcp::socket socket) {
      if (failed == asio::error::operation_aborted) return;
      if (failed) {
        // Out of descriptors: what is open goes on, and the next try comes a little later instead of in a hot
        // loop.
        log_warn("accept_failed", {{"error", failed.message()}});
        again.expires_after(std::chrono::milliseconds(100));
        return again.async_wait([this](error_code stopped) {
          if (!stopped) accept();
        });
      }
      serve(std::move(socket));
      accept();
    });
  }

  void serve(Tcp::socket socket) {
    error_code failed;
    const auto peer = socket.remote_endpoint(failed).address().to_string();
    if (failed) return;
    if (!shared->admit(peer)) {
      count("dutydesk_http_refused_total", {{"why", "connections"}});
      static const auto busy = response_text(plain(503, "too many connections"), false, false);
      socket.non_blocking(true, failed);
      socket.write_some(asio::buffer(busy), failed);
      return;
    }
    socket.set_option(Tcp::no_delay(true), failed);
    std::shared_ptr<HttpConnection> connection;
    if (settings.tls.certificate.empty())
      connection =
          std::make_shared<Serving<beast::tcp_stream>>(beast::tcp_stream(std::move(socket)), shared, peer);
    else
      connection =
          std::make_shared<Serving<Tls>>(Tls(beast::tcp_stream(std::move(socket)), tls), shared, peer);
    {
      const std::scoped_lock lock(mutex);
      std::erase_if(connections, [](const auto& known) { return known.expired(); });
      connections.insert(connection);
    }
    connection->start();
  }

  template <class Do>
  void each(Do run) {
    const std::scoped_lock lock(mutex);
    for (const auto& known : connections)
      if (const auto connection = known.lock()) run(*connection);
  }

  void stop() {
    io.stop();
    for (auto& thread : threads) thread.join();
    threads.clear();
  }
};

HttpServer::HttpServer(Settings settings, std::vector<Route> routes) : body_(std::make_unique<Body>()) {
  body_->shared = std::make_shared<HttpShared>(settings.limits, std::move(routes));
  body_->settings = std::move(settings);
}

HttpServer::~HttpServer() { body_->stop(); }

Result<Done> HttpServer::start() {
  if (const auto loaded = body_->load_tls(); !loaded) return loaded.error();
  if (const auto bound = body_->bind(); !bound) return bound.error();
  body_->accept();
  for (unsigned i = 0; i < std::max(1U, body_->settings.threads); ++i)
    body_->threads.emplace_back([this] { body_->io.run(); });
  return Done{};
}

std::uint16_t HttpServer::port() const { return body_->port; }

void HttpServer::drain(Seconds deadline) {
  body_->shared->draining = true;
  asio::post(body_->io, [this] {
    error_code ignored;
    body_->acceptor.close(ignored);
    body_->again.cancel();
  });
  const auto until = std::chrono::steady_clock::now() + deadline;
  body_->each([](HttpConnection& connection) { connection.close_if_idle(); });
  while (body_->shared->open() > 0 && std::chrono::steady_clock::now() < until)
    std::this_thread::sleep_for(Millis{10});
  body_->each([](HttpConnection& connection) { connection.close_now(); });
}
