/// Health, readiness and metrics over HTTP.
#include "gateway/http/ops.h"

#include "gateway/metrics.h"

namespace {

HttpResponse plain(int status, std::string text) {
  return HttpResponse{status, {{"Content-Type", "text/plain; charset=utf-8"}}, std::move(text)};
}

}  // namespace

std::vector<Route> ops_routes(std::function<std::string()> unready) {
  const auto health = [](const HttpRequest&, const Responder& respond) { respond(plain(200, "ok\n")); };
  const auto ready = [unready = std::move(unready)](const HttpRequest&, const Responder& respond) {
    const auto reason = unready();
    respond(reason.empty() ? plain(200, "ready\n") : plain(503, reason + "\n"));
  };
  const auto metrics = [](const HttpRequest&, const Responder& respond) {
    respond(
        HttpResponse{200, {{"Content-Type", "text/plain; version=0.0.4; charset=utf-8"}}, metrics_text()});
  };
  return {Route{"GET", "/healthz", 1, health}, Route{"GET", "/readyz", 1, ready},
          Route{"GET", "/metrics", 1, metrics}};
}
