#pragma once
#include <catch2/catch.hpp>
#include <future>
#include <memory>

#include "handlers/intake/library.h"
#include "handlers/web/web.h"

/// Where time stands still on these pages.
inline constexpr Time site_time{std::chrono::hours{500000}};

/// Of the role that is the session's name; behind a "/" stands whose it is, else it is "me".
inline Visitor visitor_of_role(const std::string& session) {
  if (session.empty()) return {};
  const auto slash = session.find('/');
  const auto role = session.substr(0, slash);
  const auto name = slash == session.npos ? std::string("me") : session.substr(slash + 1);
  return {"corp", name,     name == "me" ? "我" : name, role == "reporter" ? "" : role, session,
          false,  site_time};
}

/// Pages whose session's cookie is the name of the visitor's role, and time stands still.
inline std::unique_ptr<Web> web_of_roles(const std::string& database) {
  Web::Settings settings;
  settings.templates_folder = std::string(SOURCE_FOLDER) + "/templates";
  settings.public_url = "http://desk";
  settings.database = database;
  settings.threads = 1;
  Web::Parts parts;
  parts.visitor_of = [](Connection&, const std::string& cookie, Time) { return visitor_of_role(cookie); };
  parts.sign_in = [](const HttpRequest&, const std::string&) { return std::string("/login"); };
  parts.clock = [] { return site_time; };
  auto made = Web::make(settings, parts);
  INFO((made ? std::string() : made.error().text));
  REQUIRE(made);
  return std::move(*made);
}

inline HttpRequest page_of_role(const std::string& session, const std::string& path) {
  HttpRequest request;
  request.path = path;
  if (!session.empty()) request.headers["cookie"] = "desk=" + session;
  return request;
}
/// What a form of the page sends.
inline HttpRequest form_of_role(const Web& web, const std::string& session, const std::string& path,
                                const std::string& fields) {
  WebRequest sender;
  sender.visitor = visitor_of_role(session);
  auto request = page_of_role(session, path);
  request.method = "POST";
  request.headers["content-type"] = "application/x-www-form-urlencoded";
  request.body = fields + "&form_token=" + in_url(web.form_token(sender));
  return request;
}

/// Wording and checklists as they ship, and nothing else.
inline std::shared_ptr<Library> library_of_words() {
  auto library = std::make_shared<Library>();
  auto wording = Wording::load(std::string(SOURCE_FOLDER) + "/templates/messages");
  REQUIRE(wording);
  library->wording = *wording;
  return library;
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
