/// Answers of pages: the frame around them, what went wrong, and where to go next.
#include <algorithm>

#include "gateway/http/answer.h"
#include "gateway/log.h"
#include "handlers/web/web.h"

namespace {

std::string policy(bool chart) {
  return std::string("default-src 'none'; script-src 'self'; style-src 'self'") +
         (chart ? " 'unsafe-inline'" : "") +  // Mermaid puts a style sheet into each drawing
         "; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
         "frame-ancestors 'none'";
}

HttpResponse html(int status, std::string body, bool chart, bool secure) {
  HttpResponse response{status, {}, std::move(body)};
  response.headers = {{"content-type", "text/html; charset=utf-8"},
                      {"content-security-policy", policy(chart)},
                      {"cross-origin-opener-policy", "same-origin"},
                      {"permissions-policy", "camera=(), microphone=(), geolocation=()"}};
  if (secure) response.headers["strict-transport-security"] = "max-age=31536000";
  return response;
}

bool is_unreserved(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_' ||
         c == '.' || c == '~';
}

}  // namespace

std::string Visitor::key() const {
  std::string folded = userid;
  for (char& c : folded)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return org + "/" + folded;
}

Grant Visitor::may(Act act, Thing thing) const {
  if (!signed_in()) return Grant::no;
  return granted(role_named(role).value_or(Role::ended), act, thing);
}

std::string WebRequest::query(const std::string& name) const {
  const auto found = http->query.find(name);
  if (found == http->query.end()) return {};
  auto value = found->second;
  std::replace(value.begin(), value.end(), '+', ' ');
  return value;
}

bool WebRequest::wants_fragment() const {
  return http->headers.contains("hx-request") && !http->headers.contains("hx-boosted") &&
         !http->headers.contains("hx-history-restore-request");
}

bool is_own_path(const std::string& path) {
  if (path.empty() || path[0] != '/' || path.size() > 1000) return false;
  if (path.size() > 1 && (path[1] == '/' || path[1] == '\\')) return false;
  return std::none_of(path.begin(), path.end(),
                      [](char c) { return static_cast<unsigned char>(c) < 0x21 || c == '\\' || c == 0x7F; });
}

std::string in_url(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    if (is_unreserved(c)) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += digits[byte >> 4];
    out += digits[byte & 15u];
  }
  return out;
}

std::string path_and_query(const HttpRequest& request) {
  std::string out;
  std::string_view rest = request.path;
  while (!rest.empty()) {  // the path is decoded: each segment is escaped again
    const auto end = std::min(rest.find('/'), rest.size());
    out += in_url(rest.substr(0, end));
    if (end < rest.size()) out += '/';
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  char mark = '?';
  for (const auto& [name, value] : request.query) {
    out += mark + in_url(name) + "=" + in_url(value);
    mark = '&';
  }
  return out;
}

void Web::add_frame(const WebRequest& request, PageData& data) const {
  const auto& visitor = request.visitor;
  data.text("locale", request.locale);
  data.flag("is_en", request.locale == "en");
  data.text("static", files_->base());
  data.text("form_token", form_token(request));
  data.flag("signed_in", visitor.signed_in());
  data.flag("has_desk", visitor.may(Act::see, Thing::queue) != Grant::no);
  // An admin reads no queue, but shares and tidies the team's views.
  data.flag("keeps_views", visitor.may(Act::see, Thing::queue) == Grant::no &&
                               visitor.may(Act::write, Thing::view) != Grant::no);
  data.flag("has_articles_desk", visitor.may(Act::see, Thing::article) != Grant::no);
  data.flag("sees_people", visitor.may(Act::see, Thing::people) != Grant::no);
  data.flag("sees_settings", visitor.may(Act::see, Thing::settings) != Grant::no);
  data.flag("sees_dead", visitor.may(Act::see, Thing::dead_letter) != Grant::no);
  data.flag("sees_audit", visitor.may(Act::see, Thing::audit) != Grant::no);
  data.flag("may_export", visitor.may(Act::take_out, Thing::queue) != Grant::no);
  data.flag("needs_code", !visitor.stepped_up(request.now));
  data.text("user_name", visitor.name.empty() ? visitor.userid : visitor.name);
  const bool get = request.http->method == "GET" || request.http->method == "HEAD";
  data.text("here", in_url(get ? path_and_query(*request.http) : "/qa"));
}

HttpResponse Web::show(const WebRequest& request, PageView view) const {
  const auto pages = pages_.load();
  add_frame(request, view.data);
  auto body = view.fragment ? pages->fragment(request.locale, view.page, view.data)
                            : pages->page(request.locale, view.page, view.data);
  if (!body) {
    log_error("page_missing", {{"error", body.error().text}});
    return refusal(500, "error");
  }
  return html(view.status, std::move(*body), view.chart, settings_.public_url.starts_with("https://"));
}

HttpResponse Web::failure(const WebRequest& request, int status, const std::string& words) const {
  PageData data;
  data.text("title", word(request, "error." + words + "_title"));
  data.text("words", word(request, "error." + words));
  data.flag("sign_in_again", status == 403 && !request.visitor.signed_in());
  const bool fragment = request.wants_fragment();
  auto response =
      show(request, {fragment ? "error_note" : "error", std::move(data), status, false, fragment});
  return response;
}

HttpResponse Web::redirect(const WebRequest& request, const std::string& to) const {
  HttpResponse response{303, {}, {}};
  if (request.wants_fragment()) {
    response.status = 200;
    response.headers["hx-redirect"] = to;
  } else {
    response.headers["location"] = to;
  }
  return response;
}

std::string Web::word(const WebRequest& request, const std::string& key) const {
  return pages_.load()->word(request.locale, key);
}
