/// Routes by longest prefix.
#include "gateway/http/router.h"

#include <algorithm>

namespace {

bool matches(const Route& route, std::string_view path) {
  if (route.prefix.empty() || route.prefix.back() != '/') return path == route.prefix;
  return path.substr(0, route.prefix.size()) == route.prefix;
}

bool answers(const Route& route, std::string_view method) {
  return route.method == method || (method == "HEAD" && route.method == "GET");
}

}  // namespace

HttpRouter::HttpRouter(std::vector<Route> routes) : routes_(std::move(routes)) {
  std::stable_sort(routes_.begin(), routes_.end(),
                   [](const Route& a, const Route& b) { return a.prefix.size() > b.prefix.size(); });
}

HttpRouter::Found HttpRouter::find(std::string_view method, std::string_view path) const {
  Found found;
  const Route* first = nullptr;
  for (const auto& route : routes_) {
    // A shorter prefix does not answer for a longer one that lacks the method.
    if (first != nullptr && route.prefix.size() < first->prefix.size()) break;
    if (!matches(route, path)) continue;
    if (answers(route, method)) return Found{&route, {}};
    if (first == nullptr) first = &route;
    found.allow += (found.allow.empty() ? "" : ", ") + route.method;
  }
  return found;
}
