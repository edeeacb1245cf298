#include "gateway/delivery/socket_get.h"

#include <openssl/ssl.h>

#include <algorithm>
#include <array>
#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <optional>

#include "gateway/channel/wecom_inbound.h"

namespace beast = boost::beast;
namespace asio = boost::asio;
namespace http = beast::http;
namespace ip = asio::ip;
using boost::system::error_code;

namespace {

using Until = std::chrono::steady_clock::time_point;
using Plain = beast::tcp_stream;
using Tls = beast::ssl_stream<beast::tcp_stream>;

struct Place {
  bool tls = true;
  std::string host, port, target;
};

/// Strict on purpose: what two parsers could read differently is refused.
std::optional<Place> place_of(const std::string& url) {
  Place place;
  place.tls = url.starts_with("https://");
  if (!place.tls && !url.starts_with("http://")) return std::nullopt;
  const bool odd = std::any_of(url.begin(), url.end(), [](char c) {
    return static_cast<unsigned char>(c) <= ' ' || static_cast<unsigned char>(c) >= 127 || c == '\\';
  });
  if (odd || url.size() > 4096) return std::nullopt;
  const auto rest = url.substr(place.tls ? 8 : 7);
  const auto end = rest.find_first_of("/?#");
  const auto authority = rest.substr(0, end);
  place.target = end == std::string::npos ? "/" : rest.substr(end, rest.find('#') - end);
  if (!place.target.starts_with('/')) place.target.insert(0, "/");
  const auto colon = authority.find(':');
  place.host = authority.substr(0, colon);
  place.port = colon == std::string::npos ? (place.tls ? "443" : "80") : authority.substr(colon + 1);
  const auto only = [](const std::string& text, const char* allowed) {
    return !text.empty() && text.find_first_not_of(allowed) == std::string::npos;
  };
  const bool sound = only(place.host, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-") &&
                     only(place.port, "0123456789") && place.port.size() <= 5;
  return sound ? std::optional(place) : std::nullopt;
}

bool is_public(const ip::address_v4& address) {
  struct Net {
    unsigned base, bits;
  };
  // RFC 6890 and what has been added to its registry: everything that is not the open internet.
  static constexpr std::array<Net, 15> closed{{{0x00000000U, 8},
                                               {0x0A000000U, 8},
                                               {0x64400000U, 10},
                                               {0x7F000000U, 8},
                                               {0xA9FE0000U, 16},
                                               {0xAC100000U, 12},
                                               {0xC0000000U, 24},
                                               {0xC0000200U, 24},
                                               {0xC0586300U, 24},
                                               {0xC0A80000U, 16},
                                               {0xC6120000U, 15},
                                               {0xC6336400U, 24},
                                               {0xCB007100U, 24},
                                               {0xE0000000U, 4},
                                               {0xF0000000U, 4}}};
  const unsigned value = address.to_uint();
  return std::none_of(closed.begin(), closed.end(),
                      [&](const Net& net) { return (value ^ net.base) >> (32U - net.bits) == 0; });
}

bool is_public(const ip::address& address) {
  if (address.is_v4()) return is_public(address.to_v4());
  const auto v6 = address.to_v6();
  if (v6.is_v4_mapped()) return is_public(ip::make_address_v4(ip::v4_mapped, v6));
  const auto bytes = v6.to_bytes();
  if ((bytes[0] & 0xE0U) != 0x20U) return false;                        // only 2000::/3 is given out at all
  if (bytes[0] == 0x20 && bytes[1] == 0x02) return false;               // 6to4 carries an IPv4 address
  return !(bytes[0] == 0x20 && bytes[1] == 0x01 && bytes[2] < 0x02) &&  // 2001::/23: Teredo and others
         !(bytes[0] == 0x20 && bytes[1] == 0x01 && bytes[2] == 0x0D && bytes[3] == 0xB8);
}

Error late() { return {Kind::try_later, "no answer in time"}; }

/// One step that ends by `until`, or not at all: then nothing of it runs any more.
template <class Start>
Result<Done> step(asio::io_context& io, Until until, const char* what, Start start) {
  std::optional<error_code> ended;
  start([&ended](const error_code& failed, const auto&...) { ended = failed; });
  io.restart();
  while (!ended && io.run_one_until(until) > 0) {
  }
  if (!ended) return late();
  if (*ended == http::error::body_limit) return Error{Kind::bad_input, "answer too long"};
  if (*ended) return Error{Kind::try_later, what};
  return Done{};
}

template <class Stream>
Result<HttpResponse> exchange(asio::io_context& io, Stream& stream, const Place& place, const SafeGet& limits,
                              Until until) {
  http::request<http::empty_body> request{http::verb::get, place.target, 11};
  const bool usual = place.port == (place.tls ? "443" : "80");
  request.set(http::field::host, usual ? place.host : place.host + ":" + place.port);
  request.set(http::field::connection, "close");
  auto done =
      step(io, until, "not sent", [&](auto ended) { http::async_write(stream, request, std::move(ended)); });
  if (!done) return done.error();
  beast::flat_buffer buffer;
  http::response_parser<http::string_body> parser;
  parser.header_limit(16384);
  parser.body_limit(limits.most_bytes);
  done = step(io, until, "connection lost",
              [&](auto ended) { http::async_read(stream, buffer, parser, std::move(ended)); });
  if (!done) return done.error();
  auto message = parser.release();
  HttpResponse answer;
  answer.status = static_cast<int>(message.result_int());
  for (const auto& field : message) {
    std::string name(field.name_string());
    for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    answer.headers[name] = std::string(field.value());
  }
  answer.body = std::move(message.body());
  return answer;
}

Result<std::vector<ip::tcp::endpoint>> endpoints_of(asio::io_context& io, const Place& place, bool trusted,
                                                    Until until) {
  ip::tcp::resolver resolver(io);
  std::vector<ip::tcp::endpoint> found;
  const auto done = step(io, until, "name not resolved", [&](auto ended) {
    resolver.async_resolve(
        place.host, place.port,
        [&found, ended](const error_code& failed, const ip::tcp::resolver::results_type& all) mutable {
          for (const auto& one : all) found.push_back(one.endpoint());
          ended(failed);
        });
  });
  if (!done) return done.error();
  for (const auto& one : found)
    if (!trusted && !is_public(one.address())) return Error{Kind::bad_input, "address is not public"};
  return found;
}

}  // namespace

bool is_public_address(const std::string& address) {
  error_code wrong;
  const auto parsed = ip::make_address(address, wrong);
  return !wrong && is_public(parsed);
}

Result<HttpResponse> safe_get(const std::string& url, const SafeGet& limits) {
  const auto until = std::chrono::steady_clock::now() + limits.deadline;
  const auto place = place_of(url);
  const bool trusted = same_origin(url, limits.trusted);
  if (!place || (!trusted && (!place->tls || place->port != "443")))
    return Error{Kind::bad_input, "address not allowed"};
  asio::io_context io{1};
  const auto endpoints = endpoints_of(io, *place, trusted, until);
  if (!endpoints) return endpoints.error();
  asio::ssl::context tls{asio::ssl::context::tls_client};
  error_code ignored;
  tls.set_default_verify_paths(ignored);
  tls.set_verify_mode(asio::ssl::verify_peer);
  SSL_CTX_set_min_proto_version(tls.native_handle(), TLS1_2_VERSION);
  Tls stream(io, tls);
  auto& plain = beast::get_lowest_layer(stream);
  auto done = step(io, until, "not connected",
                   [&](auto ended) { plain.async_connect(*endpoints, std::move(ended)); });
  if (!done) return done.error();
  if (!place->tls) return exchange(io, plain, *place, limits, until);
  SSL_set_tlsext_host_name(stream.native_handle(), place->host.c_str());
  SSL_set1_host(stream.native_handle(), place->host.c_str());
  done = step(io, until, "TLS handshake failed",
              [&](auto ended) { stream.async_handshake(asio::ssl::stream_base::client, std::move(ended)); });
  if (!done) return done.error();
  return exchange(io, stream, *place, limits, until);
}
