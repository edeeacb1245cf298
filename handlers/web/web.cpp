#include "handlers/web/web.h"

#include "gateway/crypto.h"
#include "gateway/http/answer.h"
#include "gateway/http/cookie.h"
#include "gateway/http/gzip.h"
#include "gateway/log.h"
#include "gateway/metrics.h"

namespace {

constexpr const char* browser_cookie = "desk_browser";
constexpr const char* language_cookie = "desk_language";

std::string header(const HttpRequest& request, const std::string& name) {
  const auto found = request.headers.find(name);
  return found == request.headers.end() ? "" : found->second;
}

/// What the person chose, else what the browser prefers, else the desk's.
std::string locale_of(const HttpRequest& request, const std::map<std::string, std::string>& cookies,
                      const std::string& desk) {
  const auto chosen = cookies.find(language_cookie);
  if (chosen != cookies.end() && (chosen->second == "en" || chosen->second == "zh-CN")) return chosen->second;
  const auto accepted = header(request, "accept-language");
  if (accepted.starts_with("zh")) return "zh-CN";
  if (accepted.starts_with("en")) return "en";
  return desk;
}

/// A browser says where a request comes from; one that does not is held by the form's token alone.
bool comes_from_elsewhere(const HttpRequest& request) {
  const auto site = header(request, "sec-fetch-site");
  return site == "cross-site" || site == "same-site";
}

}  // namespace

Result<std::unique_ptr<Web>> Web::make(Settings settings, Parts parts) {
  auto pages = Pages::load(settings.templates_folder + "/pages");
  if (!pages) return pages.error();
  auto files = StaticFiles::load(settings.templates_folder + "/static");
  if (!files) return files.error();
  return std::unique_ptr<Web>(
      new Web(std::move(settings), std::move(parts), std::move(*pages), std::move(*files)));
}

Web::Web(Settings settings, Parts parts, std::shared_ptr<const Pages> pages,
         std::shared_ptr<const StaticFiles> files)
    : settings_(std::move(settings)),
      parts_(std::move(parts)),
      secure_(!settings_.public_url.starts_with("http://")),
      pages_(std::move(pages)),
      files_(std::move(files)),
      pool_(std::make_unique<WebPool>(settings_.database, settings_.threads, settings_.queue)) {}

void Web::stop() { pool_.reset(); }

Result<Done> Web::reload() {
  auto pages = Pages::load(settings_.templates_folder + "/pages");
  if (!pages) return pages.error();
  pages_.store(std::move(*pages));
  return Done{};
}

std::vector<Route> Web::routes(const std::vector<WebRoute>& pages) {
  std::vector<Route> routes{files_->route(), language()};
  for (const auto& page : pages) routes.push_back(route(page));
  return routes;
}

Route Web::route(const WebRoute& page) {
  const auto handle = [this, page](HttpRequest http, const Responder& respond) {
    const auto kept = std::make_shared<HttpRequest>(std::move(http));
    const bool taken = pool_ && pool_->offer([this, page, kept, respond](Connection& connection) {
      WebRequest::Later later;
      auto response = answer(page, *kept, connection, later);
      compress_for(*kept, response);
      count("dutydesk_pages_total",
            {{"page", page.prefix}, {"status", std::to_string(response.status / 100) + "xx"}});
      respond(std::move(response));
      for (const auto& work : later) work(connection);
    });
    if (!taken) {
      auto busy = refusal(503, "busy");
      busy.headers["retry-after"] = "1";
      respond(std::move(busy));
    }
  };
  return Route{page.method, page.prefix, page.body_bytes, handle};
}

/// GET /language/en?to=/qa: kept in a cookie for a year; changes nothing else, so it needs no form.
Route Web::language() const {
  return Route{"GET", "/language/", 1, [](const HttpRequest& request, const Responder& respond) {
                 const auto chosen = request.path.substr(10);
                 const auto to = request.query.find("to");
                 HttpResponse response{303, {}, {}};
                 response.headers["location"] =
                     to != request.query.end() && is_own_path(to->second) ? to->second : "/";
                 if (chosen == "en" || chosen == "zh-CN") {
                   WebCookie cookie{language_cookie, chosen, Seconds{365 * 86400}, false, false};
                   response.headers["set-cookie"] = cookie_line(cookie);
                 }
                 respond(std::move(response));
               }};
}

WebRequest Web::read(const WebRoute& page, const HttpRequest& http, Connection& connection) const {
  WebRequest request;
  request.http = &http;
  request.now = parts_.clock();
  request.rest = http.path.substr(std::min(page.prefix.size(), http.path.size()));
  const auto cookies = read_cookies(header(http, "cookie"));
  request.locale = locale_of(http, cookies, settings_.locale);
  if (const auto found = cookies.find(cookie_name("desk", secure_)); found != cookies.end())
    request.visitor = parts_.visitor_of(connection, found->second, request.now);
  if (request.visitor.signed_in()) return request;
  const auto browser = cookies.find(cookie_name(browser_cookie, secure_));
  request.new_browser = browser == cookies.end() || browser->second.size() != 22;
  request.browser = request.new_browser ? base64_url(random_bytes(16)) : browser->second;
  return request;
}

HttpResponse Web::answer(const WebRoute& page, const HttpRequest& http, Connection& connection,
                         WebRequest::Later& later) const {
  auto request = read(page, http, connection);
  request.later = &later;
  const bool posted = page.method == "POST";
  const auto& access = page.access;
  if (access.kind != Access::Kind::anyone && !request.visitor.signed_in())
    return redirect(request, parts_.sign_in(http, posted ? "/qa" : path_and_query(http)));
  if (access.kind != Access::Kind::anyone && request.visitor.role == name_of(Role::ended))
    return failure(request, 403, "ended");
  if (access.kind != Access::Kind::anyone && request.visitor.second_due)
    return redirect(request, "/login/second?to=" + in_url(posted ? "/qa" : path_and_query(http)));
  if (access.kind == Access::Kind::right && request.visitor.may(access.act, access.thing) == Grant::no)
    return failure(request, 403, "team_only");
  if (posted) {
    if (auto parts = read_multipart(header(http, "content-type"), http.body)) {
      request.form = std::move(parts->fields);
      request.files = std::move(parts->files);
    } else if (auto form = read_form(http.body)) {
      request.form = std::move(*form);
    } else {
      return failure(request, 400, "bad_form");
    }
    if (!may_post(request)) return failure(request, 403, "old_form");
  }
  auto response = page.handle(request, connection);
  if (request.new_browser && access.kind == Access::Kind::anyone && !response.headers.contains("set-cookie"))
    response.headers["set-cookie"] =
        cookie_line({browser_cookie, request.browser, Seconds{86400}, secure_, false});
  return response;
}

bool Web::may_post(const WebRequest& request) const {
  if (comes_from_elsewhere(*request.http)) return false;
  const auto token = request.form.text("form_token");
  const auto dot = token.find('.');
  if (dot == token.npos) return false;
  const auto& bound = request.visitor.signed_in() ? request.visitor.session : request.browser;
  const auto seal = hmac_sha256(bound, "form" + token.substr(0, dot)).substr(0, 16);
  return constant_time_equal(token.substr(dot + 1), base64_url(seal));
}

/// A fresh nonce each time: the token of a compressed page never repeats, so its length tells nothing.
std::string Web::form_token(const WebRequest& request) const {
  const auto nonce = base64_url(random_bytes(9));
  const auto& bound = request.visitor.signed_in() ? request.visitor.session : request.browser;
  return nonce + "." + base64_url(hmac_sha256(bound, "form" + nonce).substr(0, 16));
}
