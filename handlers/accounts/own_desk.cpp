#include "handlers/accounts/own_desk.h"

#include "gateway/crypto.h"
#include "handlers/accounts/account_store.h"
#include "handlers/accounts/login.h"
#include "handlers/accounts/password.h"
#include "handlers/accounts/second_store.h"
#include "handlers/accounts/session_list.h"
#include "handlers/accounts/step_up.h"
#include "handlers/audit/audit_store.h"

namespace {

AuditRow row_of(const WebRequest& request, const std::string& act) {
  return {request.visitor.key(),
          request.visitor.role,
          act,
          "person:" + folded(request.visitor.userid),
          "",
          "",
          "page",
          request.http->remote};
}

}  // namespace

OwnDesk::OwnDesk(Web& web, Parts parts) : web_(web), parts_(std::move(parts)) {}

std::vector<WebRoute> OwnDesk::routes() {
  const auto bind = [this](auto method) {
    return [this, method](const WebRequest& request, Connection& connection) {
      return (this->*method)(request, connection);
    };
  };
  const auto page = [this](auto method) {
    return [this, method](const WebRequest& request, Connection& connection) {
      return (this->*method)(request, connection, "");
    };
  };
  // The first three are for people whose second factor is still due: they look themselves who is signed in.
  return {{"GET", "/login/second", Access::anyone, page(&OwnDesk::second_page)},
          {"POST", "/login/second", Access::anyone, bind(&OwnDesk::take_code), 8192},
          {"POST", "/login/enrol", Access::anyone, bind(&OwnDesk::enrol), 8192},
          {"GET", "/account", Access::reader, page(&OwnDesk::own_page)},
          {"POST", "/account/session", Access::reader, bind(&OwnDesk::end_session), 8192},
          {"POST", "/account/ways", Access::reader, bind(&OwnDesk::change_own_ways), 8192},
          {"POST", "/account/codes", Access::reader, bind(&OwnDesk::new_codes), 8192},
          {"POST", "/account/password", Access::reader, bind(&OwnDesk::change_password), 8192}};
}

HttpResponse OwnDesk::own_page(const WebRequest& request, Connection& connection,
                               const std::string& problem) const {
  return account_page(request, connection, problem, {});
}

HttpResponse OwnDesk::account_page(const WebRequest& request, Connection& connection,
                                   const std::string& problem, const std::vector<WayFault>& faults) const {
  const auto& visitor = request.visitor;
  const auto library = has_ways(request) ? parts_.library->get() : nullptr;
  WaysWorld ways;
  SecondFactor second;
  bool has_password = false;
  const auto sessions = connection.transact([&](Transaction& transaction) {
    second = second_factor(transaction, visitor.userid, parts_.key, request.now);
    const auto account = desk_account(transaction, visitor.userid, request.now);
    has_password = account && !account->password.empty();
    if (library) ways = ways_world(transaction, request, *library);
    return sessions_of(transaction, visitor.userid);
  });
  if (!sessions) return web_.failure(request, 503, "busy");
  PageData data;
  data.text("title", web_.word(request, "account.title")).flag("has_password", has_password);
  data.text("userid", visitor.userid);
  data.text("role", web_.word(request, "role_name." + (visitor.role.empty() ? "reporter" : visitor.role)));
  data.flag("own_page", true)
      .flag("enrolled", second.enrolled)
      .number("codes_left", static_cast<long long>(second.recovery_codes));
  data.flag("few_codes", second.enrolled && second.recovery_codes < 3);
  data.flag("by_recovery", request.query("recovery") == "1");
  data.text("problem", problem.empty() ? "" : web_.word(request, problem));
  const auto did = request.query("did");
  if (did == "password" || did == "session" || did == "ways")
    data.text("done", web_.word(request, "account.did_" + did));
  data.list("sessions", session_lines(web_, request, *sessions, parts_.minutes_east));
  if (library) add_ways(data, request, *library, ways, faults);
  const bool good = problem.empty() && faults.empty();
  auto response = web_.show(request, {"account", std::move(data), good ? 200 : 422});
  response.headers["cache-control"] = "no-store";
  return response;
}

HttpResponse OwnDesk::end_session(const WebRequest& request, Connection& connection) const {
  const auto ended = connection.transact([&](Transaction& transaction) {
    audit(transaction, {row_of(request, "session_ended")});
    return close_session_named(transaction, request.visitor.userid, request.form.text("session"));
  });
  if (!ended) return web_.failure(request, 503, "busy");
  return web_.redirect(request, "/account?did=session");
}

/// The present password is asked for, so that an open window changes nothing. All other sessions end.
HttpResponse OwnDesk::change_password(const WebRequest& request, Connection& connection) const {
  const auto& visitor = request.visitor;
  const auto account = connection.transact(
      [&](Transaction& transaction) { return desk_account(transaction, visitor.userid, request.now); });
  if (!account) return web_.failure(request, 503, "busy");
  const auto wanted = request.form.text("wanted");
  const bool known = *account && !(*account)->locked;
  if (!password_fits(known ? (*account)->password : "", request.form.text("present"))) {
    const auto noted = connection.transact([&](Transaction& transaction) {
      if (known) note_failure(transaction, visitor.userid, request.now);
      audit(transaction, {row_of(request, "password_refused")});
      return Done{};
    });
    return noted ? own_page(request, connection, "account.present_wrong")
                 : web_.failure(request, 503, "busy");
  }
  if (!password_problem(wanted).empty()) return own_page(request, connection, "account.password_rule");
  const auto hash = hash_password(wanted);
  const auto cookie = base64_url(random_bytes(24));
  const auto set = connection.transact([&](Transaction& transaction) {
    audit(transaction, {row_of(request, "password_changed")});
    renew_session(transaction, visitor.session, cookie, visitor.second_at);
    return set_password(transaction, visitor.userid, hash, cookie);
  });
  if (!set) return web_.failure(request, 503, "busy");
  auto response = web_.redirect(request, "/account?did=password");
  response.headers["set-cookie"] = session_cookie(cookie, web_.secure_cookies());
  return response;
}
