#include "gateway/delivery/http_client.h"

#include <cpprest/http_client.h>

#include <cstdlib>
#include <future>
#include <map>
#include <mutex>
#include <vector>

namespace rest = web::http;

namespace {

rest::client::http_client_config settings(Seconds one_step) {
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

Error late() { return {Kind::internal, "no answer in time"}; }

/// The library's texts hold no query, but its codes mislead (an end of stream reads "No such file"): words of
/// our own.
Error error_of(const rest::http_exception& failed) {
  const std::string what = failed.what();
  const bool unsent = what.find("Failed to connect") != std::string::npos ||
                      what.find("resolving") != std::string::npos ||
                      what.find("SSL handshake") != std::string::npos;
  // The library's own clock may be a little before ours.
  if (!unsent && failed.error_code() == std::errc::timed_out) return late();
  return {unsent ? Kind::try_later : Kind::internal,
          std::string(unsent ? "not connected, code " : "connection failed, code ") +
              std::to_string(failed.error_code().value())};
}

using Until = std::chrono::steady_clock::time_point;

/// What a task of the library gives, awaited on the caller's thread: one of the library's own threads that
/// waited would be missing where the answer is read, and forty slow answers would stop all others.
template <class T>
Result<T> awaited(const pplx::task<T>& task, Until until, const std::shared_ptr<void>& keep) {
  const auto done = std::make_shared<std::promise<T>>();
  auto ready = done->get_future();
  task.then([done, keep](const pplx::task<T>& ended) {
    try {
      done->set_value(ended.get());
    } catch (...) {
      done->set_exception(std::current_exception());
    }
  });
  if (ready.wait_until(until) == std::future_status::timeout) return late();
  try {
    return ready.get();
  } catch (const rest::http_exception& failed) {
    return error_of(failed);
  } catch (const std::exception&) {
    return late();
  }
}

Error too_long(std::size_t most) {
  return {Kind::internal, "answer over " + std::to_string(most) + " bytes"};
}

/// Reads at most `most` bytes: a body may come without a length, and without an end.
Result<std::string> body_of(const rest::http_response& response, std::size_t most, Until until) {
  const auto length = response.headers().find("Content-Length");
  if (length != response.headers().end() && std::strtoull(length->second.c_str(), nullptr, 10) > most)
    return too_long(most);
  std::string body;
  const auto chunk = std::make_shared<std::vector<std::uint8_t>>(16384);
  auto source = response.body().streambuf();
  for (;;) {
    const auto got = awaited(source.getn(chunk->data(), chunk->size()), until, chunk);
    if (!got) return got.error();
    if (*got == 0) return body;
    body.append(reinterpret_cast<const char*>(chunk->data()), *got);
    if (body.size() > most) return too_long(most);
  }
}

Result<HttpResponse> response_of(const rest::http_response& response, std::size_t most, Until until) {
  HttpResponse out;
  out.status = response.status_code();
  for (const auto& [name, value] : response.headers()) {
    std::string lower = name;
    for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    out.headers[lower] = value;
  }
  auto body = body_of(response, most, until);
  if (!body) return body.error();
  out.body = std::move(*body);
  return out;
}

}  // namespace

struct HttpClient::Body {
  std::size_t most_bytes = 0;
  Seconds one_step{5};
  std::mutex mutex;  // guards the map
  std::map<std::string, std::shared_ptr<rest::client::http_client>> clients;

  /// The library sends a request again, on its own, when a kept connection turns out to be closed: harmless
  /// for a GET; a POST may have arrived by then, so it gets a connection that nobody used before.
  std::shared_ptr<rest::client::http_client> client_of(const web::uri& uri, bool may_repeat) {
    if (!may_repeat) return std::make_shared<rest::client::http_client>(uri.authority(), settings(one_step));
    const auto origin = uri.authority().to_string();
    const std::scoped_lock lock(mutex);
    auto& client = clients[origin];
    if (!client) client = std::make_shared<rest::client::http_client>(uri.authority(), settings(one_step));
    return client;
  }
};

HttpClient::HttpClient(std::size_t most_bytes, Seconds one_step) : body_(std::make_unique<Body>()) {
  body_->most_bytes = most_bytes;
  body_->one_step = one_step;
}
HttpClient::~HttpClient() = default;

Result<HttpResponse> HttpClient::send(const HttpRequest& request, Millis deadline) {
  return send(request, deadline, {});
}

Result<HttpResponse> HttpClient::send(const HttpRequest& request, Millis deadline,
                                      const std::stop_token& stop) {
  const auto until = std::chrono::steady_clock::now() + deadline;
  pplx::cancellation_token_source cancel;
  const std::stop_callback stopped(stop, [&cancel] { cancel.cancel(); });
  try {
    const web::uri uri(request.url);
    const auto client = body_->client_of(uri, request.method == "GET");
    const auto response =
        awaited(client->request(request_of(request, uri), cancel.get_token()), until, client);
    auto answer =
        response ? response_of(*response, body_->most_bytes, until) : Result<HttpResponse>(response.error());
    if (!answer) cancel.cancel();  // ends what still goes on: a late answer, a body without an end
    return answer;
  } catch (const std::exception& wrong) {
    return Error{Kind::bad_input, std::string("request: ") + wrong.what()};
  }
}
