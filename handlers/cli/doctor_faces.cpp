#include "handlers/cli/doctor_faces.h"

#include <condition_variable>
#include <mutex>
#include <optional>

#include "gateway/channel/wecom_api.h"
#include "gateway/channel/wecom_crypto.h"
#include "gateway/channel/wecom_errors.h"
#include "gateway/channel/wecom_webhook.h"
#include "gateway/clock.h"
#include "gateway/crypto.h"
#include "gateway/delivery/frame.h"
#include "gateway/delivery/holder_lock.h"
#include "gateway/delivery/long_connection.h"
#include "gateway/delivery/socket.h"

namespace {

constexpr Millis patience{10000};

std::string name_of(const AccountConfig& account) {
  return "account " + account.name + " (" + account.kind + ")";
}

/// The gateway beside us; empty where it chooses its port by itself.
std::string own_address(const Config& config) {
  if (config.http.port == 0) return "";
  const auto& address = config.http.address;
  const bool any = address == "0.0.0.0" || address == "::";
  const auto host = any ? "127.0.0.1" : address.find(':') == address.npos ? address : "[" + address + "]";
  return (config.http.tls.key.empty() ? "http://" : "https://") + host + ":" +
         std::to_string(config.http.port);
}

/// The value of one line of a gateway's metrics.
std::optional<std::string> metric(const std::string& metrics, const std::string& line) {
  const auto at = metrics.find("\n" + line + " ");
  if (at == metrics.npos) return std::nullopt;
  const auto from = at + line.size() + 2;
  return metrics.substr(from, metrics.find('\n', from) - from);
}

/// Asks the platform itself; only while no gateway holds the connection, which the platform would cut.
std::optional<Subscribed> try_to_subscribe(const AccountConfig& account, std::string& why) {
  std::mutex mutex;  // guards the two below
  std::optional<Subscribed> answer;
  bool over = false;
  std::condition_variable changed;
  const auto end = [&](std::optional<Subscribed> what) {
    {
      const std::scoped_lock lock(mutex);
      if (what && !answer) answer = what;
      over = true;
    }
    changed.notify_all();
  };
  Socket* opened = nullptr;
  Socket::Events events;
  std::mutex made;  // the socket may open before we have its address
  events.opened = [&] {
    const std::scoped_lock lock(made);
    opened->send(subscribe_frame("doctor-1", account.bot_id, account.secret));
  };
  events.text = [&](const std::string& text) {
    if (frame_head(text).cmd.empty()) end(subscription_of(text));
  };
  events.closed = [&](const std::string& reason) {
    {
      const std::scoped_lock lock(mutex);
      if (!answer) why = reason;
    }
    end(std::nullopt);
  };
  std::unique_lock making(made);
  Socket socket(account.socket, std::move(events));
  opened = &socket;
  making.unlock();
  std::unique_lock lock(mutex);
  if (!changed.wait_for(lock, patience, [&] { return over; })) why = "no answer in time";
  return answer;
}

void look_at_free_connection(const AccountConfig& account, DoctorReport& report) {
  std::string why;
  const auto answer = try_to_subscribe(account, why);
  const auto name = name_of(account);
  if (!answer)
    return report.act(name + ": " + account.socket + " not reached: " + why,
                      "check DNS, proxy and firewall of this machine: outgoing WebSocket over TLS");
  if (*answer == Subscribed::yes)
    return report.ok(name + ": bot id and secret are accepted; no gateway holds the long connection now");
  if (*answer == Subscribed::refused)
    return report.act(name + ": bot id or secret refused",
                      "compare bot_id and secret with the bot's API settings (长连接, not URL 回调)");
  report.act(name + ": the platform did not take the subscription", "try again in a minute");
}

void look_at_long_connection(Http& http, const Config& config, const AccountConfig& account,
                             const std::string& database, DoctorReport& report) {
  const auto name = name_of(account);
  if (database.empty())
    return report.act(
        name + ": not tried, for only the database knows whether a gateway holds its connection",
        "mend the database first");
  HolderLock lock(database, "aibot:" + account.bot_id);
  if (lock.take()) return look_at_free_connection(account, report);
  HttpRequest request;
  request.url = own_address(config) + "/metrics";
  const auto metrics =
      request.url == "/metrics" ? Result<HttpResponse>(Error{}) : http.send(request, patience);
  const auto body = metrics ? "\n" + metrics->body : "";
  if (metric(body, "dutydesk_long_connection{account=\"" + account.name + "\"}") == "1")
    return report.ok(name + ": the long connection stands");
  for (const auto* alarm : {"long_connection_refused", "long_connection_taken_over"})
    if (metric(body, std::string("dutydesk_alarms_total{what=\"") + alarm + "\"}"))
      return report.act(name + ": the gateway has stopped its long connection (" + alarm + ")",
                        "compare bot_id and secret with the bot's API settings, see that nothing else uses "
                        "the bot, then restart the gateway");
  report.ok(name + ": a gateway of this database holds the long connection");
}

/// An empty text is refused after the key was looked at, so nobody reads anything.
void look_at_webhook(Http& http, const AccountConfig& account, DoctorReport& report) {
  const auto name = name_of(account);
  auto call = webhook_text(account, "", {});
  if (!call) return report.act(name + ": " + call.error().text, "check its key");
  const auto verdict = wecom_judge(http.send(call->http, patience));
  if (verdict.next == Verdict::Next::alarm)
    return report.act(
        name + ": " + verdict.reason,
        "compare key with the address of the group's webhook (消息推送); errcode_93000: the key is "
        "wrong or the webhook was removed");
  using Next = Verdict::Next;
  const bool judged = verdict.next == Next::dead || verdict.next == Next::back_off;
  if (verdict.next == Next::delivered || (judged && verdict.reason.starts_with("errcode_")))
    return report.ok(name + ": its key is known");
  report.act(name + ": " + verdict.reason, "check that this machine reaches " + account.api);
}

/// The same question that the platform asks when the URL is saved.
HttpRequest verification(const WecomKeys& keys, const std::string& url, const std::string& echo) {
  HttpRequest request;
  const auto stamp = std::to_string(now().time_since_epoch().count() / 1000);
  const auto nonce = to_hex(random_bytes(8));
  request.url = url + "?msg_signature=" + wecom_signature(keys.token, stamp, nonce, echo) +
                "&timestamp=" + stamp + "&nonce=" + nonce + "&echostr=" + url_encoded(echo);
  return request;
}

void look_at_callback(Http& http, const Config& config, const AccountConfig& account, DoctorReport& report) {
  const auto base = config.public_url.empty() ? own_address(config) : config.public_url;
  const auto name = name_of(account);
  if (base.empty()) return;
  const auto url = base + "/cb/" + account.name;
  const auto keys = wecom_keys(account.token, account.aes_key, account.corp_id);
  const auto echo =
      keys ? wecom_encrypt(*keys, "doctor", random_bytes(16)) : Result<std::string>(keys.error());
  if (!echo) return report.act(name + ": " + echo.error().text, "copy Token and EncodingAESKey again");
  const auto answer = http.send(verification(*keys, url, *echo), patience);
  if (answer && answer->status == 200 && answer->body == "doctor")
    return report.ok(name + ": callbacks are answered at " + url);
  const auto what = answer ? "HTTP " + std::to_string(answer->status) : answer.error().text;
  report.act(
      name + ": no answer to a callback at " + url + ": " + what,
      "start the gateway; let the proxy pass " + url + " on; the platform must reach it from the internet");
}

}  // namespace

void look_at_faces(Http& http, const Config& config, const std::string& database, DoctorReport& report) {
  for (const auto& account : config.accounts) {
    const bool bot = account.kind == "wecom_aibot";
    if (bot && account.mode == "socket") look_at_long_connection(http, config, account, database, report);
    if (account.kind == "wecom_webhook") look_at_webhook(http, account, report);
    if (account.kind == "wecom_app" || (bot && account.mode == "callback"))
      look_at_callback(http, config, account, report);
  }
}
