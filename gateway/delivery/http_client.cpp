#include "gateway/delivery/http_client.h"

#include <cpprest/http_client.h>
#include <cpprest/rawptrstream.h>

#include <array>
#include <future>
#include <map>
#include <mutex>

namespace rest = web::http;

namespace {

// Connect, TLS and first byte are each bounded by this; the total by the caller's deadline.
constexpr std::chrono::seconds one_step{5};

rest::client::http_client_config settings() {
  rest::client::http_client_config config;
  config.set_timeout(one_step);
  config.set_max_redirects(0);  // a redirect must never be followed with a token in the query
  config.set_validate_certificates(true);
  return config;
}

rest::http_request request_of(const HttpRequest& from, const web::uri& uri) {
  rest::http_request request(from.method);
  request.set_request_uri(uri.resource());
  for (const auto& [name, value] : from.headers) request.headers().add(name, value);
  if (!from.body.empty() || from.method == "POST") {
    const auto type = from.headers.find("content-type");
    request.set_body(from.body, type == from.headers.end() ? "application/json" : type->second);
  }
  return request;
}

/// Reads at most `most` bytes: a body may come without a length, and without an end.
Result<std::string> body_of(const rest::http_response& response, std::size_t most) {
  std::string body;
  std::array<std::uint8_t, 16384> chunk{};
  auto stream = response.body();
  for (;;) {
    concurrency::streams::rawptr_buffer<std::uint8_t> buffer(chunk.data(), chunk.size());
    const auto got = stream.read(buffer, chunk.size()).get();
    if (got == 0) return body;
    body.append(reinterpret_cast<const char*>(chunk.data()), got);
    if (body.size() > most) return Error{Kind::internal, "answer over " + std::to_string(most) + " bytes"};
  }
}

Result<HttpResponse> response_of(const rest::http_response& response, std::size_t most) {
  HttpResponse out;
  out.status = response.status_code();
  for (const auto& [name, value] : response.headers()) {
    std::string lower = name;
    for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    out.headers[lower] = value;
  }
  auto body = body_of(response, most);
  if (!body) return body.error();
  out.body = std::move(*body);
  return out;
}

/// The library's texts hold no query, but its codes mislead (an end of stream reads "No such file"): words of
/// our own.
Error error_of(const rest::http_exception& failed) {
  const std::string what = failed.what();
  const bool unsent = what.find("Failed to connect") != std::string::npos ||
                      what.find("resolving") != std::string::npos ||
                      what.find("SSL handshake") != std::string::npos;
  return {unsent ? Kind::try_later : Kind::internal,
          std::string(unsent ? "not connected, code " : "connection failed, code ") +
              std::to_string(failed.error_code().value())};
}

}  // namespace

struct HttpClient::Body {
  std::size_t most_bytes = 0;
  std::mutex mutex;  // guards the map
  std::map<std::string, std::shared_ptr<rest::client::http_client>> clients;

  std::shared_ptr<rest::client::http_client> client_of(const web::uri& uri) {
    const auto origin = uri.authority().to_string();
    const std::scoped_lock lock(mutex);
    auto& client = clients[origin];
    if (!client) client = std::make_shared<rest::client::http_client>(uri.authority(), settings());
    return client;
  }
};

HttpClient::HttpClient(std::size_t most_bytes) : body_(std::make_unique<Body>()) {
  body_->most_bytes = most_bytes;
}
HttpClient::~HttpClient() = default;

Result<HttpResponse> HttpClient::send(const HttpRequest& request, Millis deadline) {
  const auto answer = std::make_shared<std::promise<Result<HttpResponse>>>();
  auto ready = answer->get_future();
  pplx::cancellation_token_source cancel;
  try {
    const web::uri uri(request.url);
    const auto client = body_->client_of(uri);
    client->request(request_of(request, uri), cancel.get_token())
        .then([answer, client, most = body_->most_bytes](const pplx::task<rest::http_response>& task) {
          try {
            answer->set_value(response_of(task.get(), most));
          } catch (const rest::http_exception& failed) {
            answer->set_value(error_of(failed));
          } catch (const std::exception&) {
            answer->set_value(Error{Kind::internal, "no answer in time"});
          }
        });
  } catch (const std::exception& wrong) {
    return Error{Kind::bad_input, std::string("request: ") + wrong.what()};
  }
  if (ready.wait_for(deadline) == std::future_status::timeout) {
    cancel.cancel();
    return Error{Kind::internal, "no answer in time"};
  }
  return ready.get();
}
