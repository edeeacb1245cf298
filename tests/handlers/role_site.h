#pragma once
#include <catch2/catch.hpp>
#include <functional>
#include <future>
#include <memory>

#include "handlers/web/web.h"

/// Pages whose session's cookie is the name of the visitor's role, and time stands still.
inline std::unique_ptr<Web> web_of_roles(const std::string& database,
                                         const std::function<Visitor(const std::string& role)>& visitor) {
  Web::Settings settings;
  settings.templates_folder = std::string(SOURCE_FOLDER) + "/templates";
  settings.public_url = "http://desk";
  settings.database = database;
  settings.threads = 1;
  Web::Parts parts;
  parts.visitor_of = [visitor](Connection&, const std::string& cookie, Time) { return visitor(cookie); };
  parts.sign_in = [](const HttpRequest&, const std::string&) { return std::string("/login"); };
  parts.clock = [] { return Time{std::chrono::hours{500000}}; };
  auto made = Web::make(settings, parts);
  INFO((made ? std::string() : made.error().text));
  REQUIRE(made);
  return std::move(*made);
}

/// What the route with the longest prefix that fits answers, as the server would choose it.
inline HttpResponse answer_of(const std::vector<Route>& routes, HttpRequest request) {
  const Route* best = nullptr;
  for (const auto& route : routes)
    if (route.method == request.method && request.path.starts_with(route.prefix) &&
        (route.prefix.ends_with("/") || request.path == route.prefix) &&
        (best == nullptr || route.prefix.size() > best->prefix.size()))
      best = &route;
  REQUIRE(best != nullptr);
  auto answered = std::make_shared<std::promise<HttpResponse>>();
  auto answer = answered->get_future();
  best->handle(std::move(request),
               [answered](HttpResponse response) { answered->set_value(std::move(response)); });
  return answer.get();
}
