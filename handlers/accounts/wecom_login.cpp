/// Signing in through WeCom (wecom.md §4.4).
#include "gateway/channel/wecom_api.h"
#include "gateway/crypto.h"
#include "gateway/log.h"
#include "handlers/accounts/account_store.h"
#include "handlers/accounts/login.h"
#include "handlers/audit/audit_store.h"

namespace {

bool is_public_wecom(const AccountConfig& app) { return app.api == "https://qyapi.weixin.qq.com"; }

}  // namespace

/// Inside WeCom the silent page; on a desk the page with the code to scan. A WeCom of one's own has both
/// below its own address.
std::string Accounts::authorize_url(const WebRequest& request, const std::string& state) const {
  const auto agent = request.http->headers.find("user-agent");
  const bool inside =
      agent != request.http->headers.end() && agent->second.find("wxwork/") != std::string::npos;
  const auto host = request.http->headers.find("host");
  const auto own = !settings_.public_url.empty()         ? settings_.public_url
                   : host == request.http->headers.end() ? ""
                                                         : "http://" + host->second;
  const auto common = "appid=" + url_encoded(settings_.app.corp_id) +
                      "&redirect_uri=" + url_encoded(own + "/login/done") + "&state=" + state +
                      "&agentid=" + std::to_string(settings_.app.agent_id);
  if (is_public_wecom(settings_.app) && !inside)
    return "https://login.work.weixin.qq.com/wwlogin/sso/login?login_type=CorpApp&" + common;
  const std::string base = is_public_wecom(settings_.app) ? "https://open.weixin.qq.com" : settings_.app.api;
  return base + "/connect/oauth2/authorize?" + common +
         "&response_type=code&scope=snsapi_base#wechat_redirect";
}

HttpResponse Accounts::to_wecom(const WebRequest& request, Connection& connection) const {
  if (settings_.app.name.empty()) return web_->failure(request, 404, "not_found");
  const auto given = request.http->query.find("to");
  const auto to = given != request.http->query.end() && is_own_path(given->second) ? given->second : "/qa";
  if (request.visitor.signed_in()) return web_->redirect(request, to);
  const auto state = to_hex(random_bytes(16));
  const auto begun = connection.transact([&](Transaction& transaction) {
    begin_login(transaction, state, request.browser, to, request.now);
    return Done{};
  });
  if (!begun) return web_->failure(request, 503, "busy");
  return web_->redirect(request, authorize_url(request, state));
}

/// A reload brings a dead code again: who is signed in goes on, others are offered the way once more instead
/// of being sent round for ever.
HttpResponse Accounts::from_wecom(const WebRequest& request, Connection& connection) const {
  if (request.visitor.signed_in()) return web_->redirect(request, "/qa");
  const auto begun = connection.transact([&](Transaction& transaction) {
    return end_login(transaction, request.query("state"), request.browser, request.now);
  });
  if (!begun) return web_->failure(request, 503, "busy");
  if (!*begun) return web_->failure(request, 403, "login_over");
  const auto code = request.query("code");
  if (code.empty() || code.size() > 512) return web_->failure(request, 403, "login_over");
  const auto member = ask_member_(connection, code);
  if (!member) {
    log_warn("login_refused", {{"way", "wecom"}, {"error", member.error().text}});
    const auto noted = connection.transact([&](Transaction& transaction) {
      audit(transaction,
            {{"", "", "sign_in_failed", "person:unknown", "wecom", "", "page", request.http->remote}});
      return Done{};
    });
    if (!noted) return web_->failure(request, 503, "busy");
    if (member.error().kind == Kind::not_found) return web_->failure(request, 403, "not_a_member");
    return web_->failure(request, member.error().kind == Kind::try_later ? 503 : 403, "login_over");
  }
  return enter(request, connection, *member, "wecom", **begun);
}
