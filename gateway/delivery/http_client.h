#pragma once
#include <memory>
#include <stop_token>

#include "bot/result.h"
#include "bot/time.h"
#include "gateway/http/message.h"

/// HTTP outwards. try_later: nothing was sent, trying again is safe; internal: the result is unknown.
struct Http {
  virtual ~Http() = default;
  virtual Result<HttpResponse> send(const HttpRequest& request, Millis deadline) = 0;
};

/// cpprestsdk behind it: kept connections for GET, one of its own for each POST, no redirects, certificates
/// checked, answers of at most 1 MB
/// (`most_bytes` for media). Blocks its caller until the deadline at most; safe from any thread of ours.
class HttpClient : public Http {
 public:
  /// `one_step` bounds connecting and the wait for the first byte, each; the deadline bounds all.
  explicit HttpClient(std::size_t most_bytes = 1024 * 1024, Seconds one_step = Seconds{5});
  ~HttpClient() override;
  Result<HttpResponse> send(const HttpRequest& request, Millis deadline) override;
  /// Ends early, with an error, when `stop` asks for it.
  Result<HttpResponse> send(const HttpRequest& request, Millis deadline, const std::stop_token& stop);

 private:
  struct Body;
  std::unique_ptr<Body> body_;
};
