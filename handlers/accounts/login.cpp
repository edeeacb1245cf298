#include "handlers/accounts/login.h"

#include <utility>

#include "gateway/crypto.h"
#include "gateway/http/cookie.h"
#include "gateway/log.h"
#include "handlers/accounts/account_store.h"
#include "handlers/accounts/password.h"
#include "handlers/accounts/second_store.h"
#include "handlers/audit/audit_store.h"

namespace {

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

std::string session_cookie(const std::string& cookie, bool secure) {
  return cookie_line({"desk", cookie, Seconds{10 * 3600}, secure, false});
}

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
  visitor.second_at = (*session)->second_at;
  visitor.second_due =
      visitor.second_at == Time{} && needs_second_factor(role_named(visitor.role).value_or(Role::ended));
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

HttpResponse Accounts::take_password(const WebRequest& request, Connection& connection) const {
  const auto userid = request.form.text("userid").substr(0, 64);
  const auto& address = request.http->remote;
  const auto account = connection.transact([&](Transaction& transaction) {
    return std::pair{::address_may_try(transaction, address, request.now),
                     desk_account(transaction, userid, request.now)};
  });
  if (!account) return web_->failure(request, 503, "busy");
  const auto& [may_try, person] = *account;
  if (!may_try) return login_page(request, "too_often");
  const bool open = person && !person->locked;
  if (password_fits(open ? person->password : "", request.form.text("password")))
    return enter(request, connection, {person->userid, person->name}, "password", way_back(request));
  log_warn("login_refused", {{"userid", person ? person->userid : "unknown"}, {"remote", address}});
  const bool known = person.has_value(), locked = known && !open;
  const auto noted = connection.transact([&](Transaction& transaction) {
    if (open) note_failure(transaction, userid, request.now);
    note_address_failure(transaction, address, request.now);
    // Whatever else was typed may be a password in the wrong field.
    audit(transaction, {{known ? settings_.org + "/" + folded(userid) : "", "", "sign_in_failed",
                         known ? "person:" + folded(userid) : "person:unknown", locked ? "locked" : "", "",
                         "page", address}});
    return Done{};
  });
  if (!noted) return web_->failure(request, 503, "busy");
  return login_page(request, "refused");
}

HttpResponse Accounts::enter(const WebRequest& request, Connection& connection, const Member& member,
                             const std::string& way, const std::string& to) const {
  const auto cookie = base64_url(random_bytes(24));
  const auto agent = request.http->headers.find("user-agent");
  const auto opened = connection.transact([&](Transaction& transaction) {
    WebSession session{settings_.org, member.userid, member.name, way, ""};
    session.remote = request.http->remote;
    if (agent != request.http->headers.end()) session.agent = agent->second.substr(0, 200);
    const auto account = desk_account(transaction, member.userid, request.now);
    if (account) session.name = account->name;
    if (request.visitor.signed_in()) close_session(transaction, request.visitor.session);
    open_session(transaction, cookie, session, request.now);
    note_success(transaction, member.userid);
    drop_proposal(transaction, member.userid);
    tidy_sessions(transaction, request.now);
    audit(transaction,
          {{settings_.org + "/" + folded(member.userid), account ? account->role : "", "signed_in",
            "person:" + folded(member.userid), way, "", "page", request.http->remote}});
    return Done{};
  });
  if (!opened) return web_->failure(request, 503, "busy");
  log_info("signed_in", {{"userid", member.userid}, {"way", way}});
  auto response = web_->redirect(request, to);
  response.headers["set-cookie"] = session_cookie(cookie, web_->secure_cookies());
  return response;
}

HttpResponse Accounts::sign_out(const WebRequest& request, Connection& connection) const {
  const auto closed = connection.transact([&](Transaction& transaction) {
    if (!request.visitor.signed_in()) return Done{};
    close_session(transaction, request.visitor.session);
    audit(transaction, {{request.visitor.key(), request.visitor.role, "signed_out",
                         "person:" + folded(request.visitor.userid), "", "", "page", request.http->remote}});
    return Done{};
  });
  if (!closed) return web_->failure(request, 503, "busy");
  auto response = web_->redirect(request, "/login");
  response.headers["set-cookie"] = cookie_line({"desk", "", Seconds{-1}, web_->secure_cookies(), false});
  return response;
}
