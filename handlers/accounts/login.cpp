#include "handlers/accounts/login.h"

#include <algorithm>

#include "gateway/crypto.h"
#include "gateway/http/cookie.h"
#include "gateway/log.h"
#include "handlers/accounts/account_store.h"
#include "handlers/accounts/password.h"

namespace {

/// Failures of one address in ten minutes: an office behind one address mistypes, a list of passwords does
/// not pass.
constexpr std::size_t most_failures = 20;
constexpr Seconds failure_window{600};

bool inside_wecom(const HttpRequest& request) {
  const auto agent = request.headers.find("user-agent");
  return agent != request.headers.end() && agent->second.find("wxwork/") != std::string::npos;
}

std::string way_back(const WebRequest& request) {
  auto to = request.form.has("to") ? request.form.text("to") : request.query("to");
  const auto given = request.http->query.find("to");
  if (!request.form.has("to") && given != request.http->query.end()) to = given->second;
  return is_own_path(to) && !to.starts_with("/login") ? to : "/qa";
}

}  // namespace

Accounts::Accounts(Settings settings, const Directory& directory, AskMember ask_member)
    : settings_(std::move(settings)), directory_(directory), ask_member_(std::move(ask_member)) {}

Visitor Accounts::visitor_of(Connection& connection, const std::string& cookie, Time now) const {
  const auto session =
      connection.transact([&](Transaction& transaction) { return live_session(transaction, cookie, now); });
  if (!session || !*session) return {};
  Visitor visitor{(*session)->org, (*session)->userid, (*session)->name, (*session)->account_role, cookie};
  const auto* configured = directory_.person(visitor.userid);
  if (configured != nullptr && visitor.role.empty()) visitor.role = configured->role;
  if (configured != nullptr && visitor.name.empty()) visitor.name = configured->name;
  return visitor;
}

std::string Accounts::sign_in(const HttpRequest& request, const std::string& to) const {
  const bool by_itself = inside_wecom(request) && !settings_.app.name.empty();
  return (by_itself ? "/login/wecom?to=" : "/login?to=") + in_url(to);
}

std::vector<WebRoute> Accounts::routes(Web& web) {
  web_ = &web;
  const auto page = [this](const WebRequest& request, Connection&) { return login_page(request, ""); };
  const auto bind = [this](auto method) {
    return [this, method](const WebRequest& request, Connection& connection) {
      return (this->*method)(request, connection);
    };
  };
  return {{"GET", "/login", Access::anyone, page},
          {"POST", "/login", Access::anyone, bind(&Accounts::take_password), 8192},
          {"GET", "/login/wecom", Access::anyone, bind(&Accounts::to_wecom)},
          {"GET", "/login/done", Access::anyone, bind(&Accounts::from_wecom)},
          {"POST", "/logout", Access::anyone, bind(&Accounts::sign_out), 8192}};
}

HttpResponse Accounts::login_page(const WebRequest& request, const std::string& problem) const {
  if (request.visitor.signed_in() && problem.empty()) return web_->redirect(request, way_back(request));
  PageData data;
  data.text("to", way_back(request)).text("to_in_url", in_url(way_back(request)));
  data.flag("has_wecom", !settings_.app.name.empty());
  data.text("userid", request.form.text("userid"));
  data.text("problem", problem.empty() ? "" : web_->word(request, "login." + problem));
  return web_->show(request, {"login", std::move(data), problem.empty() ? 200 : 403});
}

bool Accounts::address_may_try(const std::string& address, Time now) {
  const std::scoped_lock lock(mutex_);
  for (auto known = failures_.begin(); known != failures_.end();) {
    std::erase_if(known->second, [&](Time at) { return at < now - failure_window; });
    known = known->second.empty() ? failures_.erase(known) : std::next(known);
  }
  const auto found = failures_.find(address);
  return found == failures_.end() || found->second.size() < most_failures;
}

HttpResponse Accounts::take_password(const WebRequest& request, Connection& connection) {
  if (!address_may_try(request.http->remote, request.now)) return login_page(request, "too_often");
  const auto userid = request.form.text("userid");
  const auto account = connection.transact(
      [&](Transaction& transaction) { return desk_account(transaction, userid, request.now); });
  if (!account) return web_->failure(request, 503, "busy");
  const bool known = *account && !(*account)->locked;
  const bool fits = password_fits(known ? (*account)->password : "", request.form.text("password"));
  if (!fits) {
    log_warn("login_refused", {{"userid", *account ? userid : "unknown"}, {"remote", request.http->remote}});
    const auto noted = connection.transact([&](Transaction& transaction) {
      if (known) note_failure(transaction, userid, request.now);
      return Done{};
    });
    if (!noted) log_warn("login_failure_not_noted", {{"error", noted.error().text}});
    const std::scoped_lock lock(mutex_);
    failures_[request.http->remote].push_back(request.now);
    return login_page(request, "refused");
  }
  return enter(request, connection, {(*account)->userid, (*account)->name}, "password", way_back(request));
}

HttpResponse Accounts::enter(const WebRequest& request, Connection& connection, const Member& member,
                             const std::string& way, const std::string& to) const {
  const auto cookie = base64_url(random_bytes(24));
  const auto opened = connection.transact([&](Transaction& transaction) {
    WebSession session{settings_.org, member.userid, member.name, way, ""};
    if (const auto account = desk_account(transaction, member.userid, request.now))
      session.name = account->name;
    if (request.visitor.signed_in()) close_session(transaction, request.visitor.session);
    open_session(transaction, cookie, session, request.now);
    note_success(transaction, member.userid);
    tidy_sessions(transaction, request.now);
    return Done{};
  });
  if (!opened) return web_->failure(request, 503, "busy");
  log_info("signed_in", {{"userid", member.userid}, {"way", way}});
  auto response = web_->redirect(request, to);
  response.headers["set-cookie"] =
      cookie_line({"desk", cookie, Seconds{10 * 3600}, web_->secure_cookies(), false});
  return response;
}

HttpResponse Accounts::sign_out(const WebRequest& request, Connection& connection) const {
  const auto closed = connection.transact([&](Transaction& transaction) {
    if (request.visitor.signed_in()) close_session(transaction, request.visitor.session);
    return Done{};
  });
  if (!closed) return web_->failure(request, 503, "busy");
  auto response = web_->redirect(request, "/login");
  response.headers["set-cookie"] = cookie_line({"desk", "", Seconds{-1}, web_->secure_cookies(), false});
  return response;
}
