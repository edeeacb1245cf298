/// The second factor: asked for after signing in, set up with a QR code, recovery codes shown once.
#include "bot/text.h"
#include "gateway/crypto.h"
#include "handlers/accounts/account_store.h"
#include "handlers/accounts/login.h"
#include "handlers/accounts/one_time.h"
#include "handlers/accounts/own_desk.h"
#include "handlers/accounts/qr_code.h"
#include "handlers/accounts/second_store.h"
#include "handlers/accounts/step_up.h"
#include "handlers/audit/audit_store.h"

namespace {

std::string next_page(const WebRequest& request) {
  auto to = request.form.has("to") ? request.form.text("to") : "";
  const auto given = request.http->query.find("to");
  if (to.empty() && given != request.http->query.end()) to = given->second;
  return is_own_path(to) && !to.starts_with("/login") ? to : "/qa";
}

AuditRow row_of(const WebRequest& request, const std::string& act, const std::string& detail = "") {
  return {request.visitor.key(),
          request.visitor.role,
          act,
          "person:" + folded(request.visitor.userid),
          detail,
          "",
          "page",
          request.http->remote};
}

}  // namespace

/// With none yet the page sets one up: a secret that counts only when its first code has come back.
HttpResponse OwnDesk::second_page(const WebRequest& request, Connection& connection,
                                  const std::string& problem) const {
  const auto& visitor = request.visitor;
  if (!visitor.signed_in()) return web_.redirect(request, "/login");
  const auto secret = connection.transact([&](Transaction& transaction) {
    const auto known = second_factor(transaction, visitor.userid, parts_.key, request.now);
    return known.enrolled ? std::string()
                          : propose_second(transaction, visitor.userid, parts_.key, request.now);
  });
  if (!secret) return web_.failure(request, 503, "busy");
  PageData data;
  data.text("to", next_page(request)).flag("enrolled", secret->empty());
  data.text("problem", problem.empty() ? "" : web_.word(request, problem));
  data.text("title", web_.word(request, secret->empty() ? "account.second_title" : "account.enrol_title"));
  if (!secret->empty()) {
    const auto issuer = web_.word(request, "account.issuer");
    data.markup("qr_html",
                qr_svg(otp_uri(*secret, issuer, visitor.userid), web_.word(request, "account.qr")));
    data.text("secret", otp_words(*secret));
  }
  auto response = web_.show(request, {"second", std::move(data), problem.empty() ? 200 : 422});
  response.headers["cache-control"] = "no-store";
  return response;
}

HttpResponse OwnDesk::take_code(const WebRequest& request, Connection& connection) const {
  if (!request.visitor.signed_in()) return web_.redirect(request, "/login");
  const auto cookie = base64_url(random_bytes(24));
  const auto check = connection.transact([&](Transaction& transaction) {
    const auto code = trimmed(request.form.text("code")).substr(0, 40);
    const auto found = take_second(transaction, request.visitor.userid, code, parts_.key, request.now);
    const bool fits = found == SecondCheck::code || found == SecondCheck::recovery;
    if (fits) renew_session(transaction, request.visitor.session, cookie, request.now);
    audit(transaction, {row_of(request, fits ? "second_shown" : "second_failed",
                               found == SecondCheck::recovery ? "recovery code" : "")});
    return found;
  });
  if (!check) return web_.failure(request, 503, "busy");
  if (*check == SecondCheck::locked) return second_page(request, connection, "step_up.locked");
  if (*check == SecondCheck::wrong) return second_page(request, connection, "step_up.wrong");
  auto response =
      web_.redirect(request, *check == SecondCheck::recovery ? "/account?recovery=1" : next_page(request));
  response.headers["set-cookie"] = session_cookie(cookie, web_.secure_cookies());
  return response;
}

HttpResponse OwnDesk::enrol(const WebRequest& request, Connection& connection) const {
  const auto& visitor = request.visitor;
  if (!visitor.signed_in()) return web_.redirect(request, "/login");
  const auto cookie = base64_url(random_bytes(24));
  const auto codes = connection.transact([&](Transaction& transaction) {
    // Who has one shows it first: another is never set up by somebody with the password alone.
    if (second_factor(transaction, visitor.userid, parts_.key, request.now).enrolled)
      return std::vector<std::string>{};
    auto made = enrol_second(transaction, visitor.userid, trimmed(request.form.text("code")), parts_.key,
                             request.now);
    if (!made.empty()) renew_session(transaction, visitor.session, cookie, request.now);
    audit(transaction, {row_of(request, made.empty() ? "second_failed" : "second_enrolled")});
    return made;
  });
  if (!codes) return web_.failure(request, 503, "busy");
  if (codes->empty()) return second_page(request, connection, "step_up.wrong");
  return codes_page(request, *codes, cookie, next_page(request));
}

HttpResponse OwnDesk::new_codes(const WebRequest& request, Connection& connection) const {
  auto fresh = request;
  const auto freshness = freshened(fresh, connection, parts_.key);
  if (freshness != Freshness::fresh) return own_page(request, connection, word_of(freshness));
  const auto codes = connection.transact([&](Transaction& transaction) {
    audit(transaction, {row_of(request, "recovery_codes_renewed")});
    return renew_recovery_codes(transaction, request.visitor.userid);
  });
  if (!codes) return web_.failure(request, 503, "busy");
  return codes_page(fresh, *codes, "", "/account");
}

/// `cookie`: the session goes on under it.
HttpResponse OwnDesk::codes_page(const WebRequest& request, std::vector<std::string> codes,
                                 const std::string& cookie, const std::string& to) const {
  PageData data;
  std::vector<PageData> lines;
  for (auto& code : codes) lines.push_back(PageData().text("code", std::move(code)));
  data.text("title", web_.word(request, "account.codes_title"))
      .text("to", to)
      .list("codes", std::move(lines));
  auto shown = request;
  if (!cookie.empty()) shown.visitor.session = cookie;  // the forms of this page belong to the new one
  auto response = web_.show(shown, {"recovery", std::move(data)});
  response.headers["cache-control"] = "no-store";
  if (!cookie.empty()) response.headers["set-cookie"] = session_cookie(cookie, web_.secure_cookies());
  return response;
}
