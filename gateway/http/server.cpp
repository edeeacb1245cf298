/// The server: listening, threads, drain. One io_context a thread; a connection stays with its thread.
#include "gateway/http/server.h"

#include <algorithm>
#include <atomic>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <optional>
#include <stdexcept>
#include <thread>

#include "gateway/http/pump.h"
#include "gateway/log.h"
#include "gateway/metrics.h"

namespace asio = boost::asio;
using asio::ip::tcp;
using Code = boost::system::error_code;

namespace {

constexpr auto sweep_every = std::chrono::milliseconds(200);
constexpr auto accept_pause = std::chrono::milliseconds(100);  // out of descriptors: let connections end
constexpr std::size_t turning_away = 64;  // connections that are only told there is no room

void check(const Code& failed, const std::string& what) {
  if (failed) throw std::runtime_error(what + ": " + failed.message());
}

std::unique_ptr<asio::ssl::context> tls_context(const TlsFiles& files) {
  if (files.certificate.empty() && files.key.empty()) return nullptr;
  using asio::ssl::context;
  auto tls = std::make_unique<context>(context::tls_server);
  tls->set_options(context::default_workarounds | context::no_sslv2 | context::no_sslv3 | context::no_tlsv1 |
                   context::no_tlsv1_1 | context::no_compression);
  Code failed;
  check(tls->use_certificate_chain_file(files.certificate, failed), "tls_certificate " + files.certificate);
  check(tls->use_private_key_file(files.key, context::pem, failed), "tls_key " + files.key);
  return tls;
}

}  // namespace

struct HttpServer::Body {
  Body(Settings wanted, std::vector<Route> routes)
      : settings(std::move(wanted)),
        router(std::move(routes)),
        proxies(settings.limits.trusted_proxies),
        connections(settings.limits.connections, settings.limits.connections_per_address),
        refused(turning_away, turning_away),
        proxied(settings.limits.connections, settings.limits.connections_per_address) {}

  Result<Done> start();
  void listen();
  void accept();
  void pause(const Code& failed);
  void welcome(tcp::socket socket, HttpShard& shard);
  HttpAdmission::Place place_for(const std::string& peer);
  void sweep(HttpShard& shard);
  void drain(Seconds deadline);
  void stop();

  // Places are given back by connections, so what counts them is destroyed after the shards.
  const Settings settings;
  const HttpRouter router;
  const TrustedProxies proxies;
  HttpAdmission connections, refused, proxied;
  std::atomic<bool> draining{false};
  std::unique_ptr<asio::ssl::context> tls;
  std::vector<std::unique_ptr<HttpShard>> shards;
  std::optional<tcp::acceptor> acceptor;  // this and the three below: on the first shard's thread
  std::optional<asio::steady_timer> pause_timer;
  std::size_t next = 0;
  bool short_of_descriptors = false;
  std::vector<std::thread> threads;
  std::uint16_t port = 0;
};

Result<Done> HttpServer::Body::start() {
  try {
    tls = tls_context(settings.tls);
    for (unsigned index = 0; index < std::max(1U, settings.threads); ++index)
      shards.push_back(std::make_unique<HttpShard>());
    listen();
  } catch (const std::exception& failed) {
    acceptor.reset();
    const std::string where = settings.address + ":" + std::to_string(settings.port);
    return Error{Kind::bad_input, "cannot serve on " + where + ": " + failed.what()};
  }
  accept();
  for (auto& shard : shards) {
    sweep(*shard);
    threads.emplace_back([&running = *shard] { running.run(); });
  }
  return Done{};
}

void HttpServer::Body::listen() {
  const tcp::endpoint endpoint(asio::ip::make_address(settings.address), settings.port);
  acceptor.emplace(shards.front()->io);
  acceptor->open(endpoint.protocol());
  acceptor->set_option(tcp::acceptor::reuse_address(true));
  acceptor->bind(endpoint);
  acceptor->listen(asio::socket_base::max_listen_connections);
  pause_timer.emplace(shards.front()->io);
  port = acceptor->local_endpoint().port();
}

void HttpServer::Body::accept() {
  auto& shard = *shards[next++ % shards.size()];
  acceptor->async_accept(shard.io, [this, &shard](const Code& failed, tcp::socket socket) {
    if (!acceptor->is_open()) return;
    if (failed) return pause(failed);
    short_of_descriptors = false;
    asio::post(shard.io, [this, &shard, accepted = std::move(socket)]() mutable {
      welcome(std::move(accepted), shard);
    });
    accept();
  });
}

/// Out of descriptors or memory: what is open goes on, and the next try does not spin.
void HttpServer::Body::pause(const Code& failed) {
  if (!std::exchange(short_of_descriptors, true)) log_alarm("http_accept", {{"error", failed.message()}});
  pause_timer->expires_after(accept_pause);
  pause_timer->async_wait([this](const Code& cancelled) {
    if (!cancelled && acceptor->is_open()) accept();
  });
}

/// A trusted proxy carries many people: its connections count in all only, its requests by their clients.
HttpAdmission::Place HttpServer::Body::place_for(const std::string& peer) {
  return connections.enter(proxies.trusts(peer) ? std::string() : address_group(peer));
}

void HttpServer::Body::welcome(tcp::socket socket, HttpShard& shard) {
  Code failed;
  const auto remote = socket.remote_endpoint(failed);
  if (failed || draining) return;
  const auto bytes = read_address(remote.address().to_string());
  const auto peer = bytes ? address_text(*bytes) : remote.address().to_string();
  auto place = place_for(peer);
  const bool room = static_cast<bool>(place);
  if (!room) {
    count("dutydesk_http_refused_total", {{"why", "connections"}});
    if (tls == nullptr) place = refused.enter("");  // before a TLS handshake there is nothing to say
    if (!place) return;
  }
  const HttpWire::House house{settings.limits, router, proxies, proxied, draining};
  const auto pump = make_http_pump(std::move(socket), tls.get(), shard, house, peer, std::move(place));
  shard.pumps.emplace(pump.get(), pump);
  room ? pump->start() : pump->turn_away();
}

void HttpServer::Body::sweep(HttpShard& shard) {
  shard.timer.expires_after(sweep_every);
  shard.timer.async_wait([this, &shard](const Code& cancelled) {
    if (cancelled) return;
    gauge("dutydesk_http_connections", static_cast<double>(connections.open()));
    shard.sweep(HttpWire::Clock::now());
    sweep(shard);
  });
}

void HttpServer::Body::drain(Seconds deadline) {
  if (threads.empty()) return;
  draining = true;  // before any thread hears of it, so that no answer promises more
  const auto until = HttpWire::Clock::now() + deadline;
  asio::post(shards.front()->io, [this] {
    Code ignored;
    acceptor->close(ignored);
    pause_timer->cancel();
  });
  for (auto& shard : shards) asio::post(shard->io, [&each = *shard] { each.drain(); });
  const auto busy = [this] { return connections.open() + refused.open() > 0; };
  while (busy() && HttpWire::Clock::now() < until) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  stop();
}

void HttpServer::Body::stop() {
  for (auto& shard : shards) shard->close();
  for (auto& thread : threads) thread.join();
  threads.clear();
  for (auto& shard : shards) shard->pumps.clear();
  pause_timer.reset();
  acceptor.reset();
}

HttpServer::HttpServer(Settings settings, std::vector<Route> routes)
    : body_(std::make_unique<Body>(std::move(settings), std::move(routes))) {}

HttpServer::~HttpServer() { body_->stop(); }

Result<Done> HttpServer::start() { return body_->start(); }

std::uint16_t HttpServer::port() const { return body_->port; }

void HttpServer::drain(Seconds deadline) { body_->drain(deadline); }
