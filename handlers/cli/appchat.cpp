#include "handlers/cli/appchat.h"

#include <algorithm>

#include "gateway/channel/wecom_api.h"
#include "gateway/channel/wecom_errors.h"
#include "gateway/delivery/http_client.h"

namespace {

constexpr Millis patience{10000};

int refuse(const std::string& what, std::ostream& problems) {
  problems << what << '\n';
  return 1;
}

/// A string of TOML.
std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (static_cast<unsigned char>(c) >= ' ') out += c;
  }
  return out + "\"";
}

}  // namespace

int run_appchat_create(const Config& config, const std::string& name, const std::string& owner,
                       std::vector<std::string> members, std::ostream& out, std::ostream& problems) {
  const auto app = std::find_if(config.accounts.begin(), config.accounts.end(),
                                [](const auto& account) { return account.kind == "wecom_app"; });
  if (app == config.accounts.end())
    return refuse("the configuration has no [[account]] of kind wecom_app", problems);
  if (std::find(members.begin(), members.end(), owner) == members.end()) members.push_back(owner);
  HttpClient http;
  const auto token = read_token(http.send(gettoken_request(*app), patience));
  if (!token) return refuse("no access token: " + token.error().text, problems);
  const auto call = appchat_create_call(*app, token->value, name, owner, members, "");
  const auto made = read_appchat(http.send(call.http, patience));
  if (!made) return refuse("not made: " + made.error().text, problems);
  // Clients show a group after its first message only.
  const auto hello = Json::object({{"msgtype", "text"}, {"text", Json::object({{"content", name}})}});
  const auto shown =
      wecom_judge(http.send(appchat_send_call(*app, token->value, *made, hello).http, patience));
  if (shown.next != Verdict::Next::delivered) problems << "made, but not shown yet: " << shown.reason << '\n';
  out << "[[chat]]\nname = " << quoted(name) << "\naccount = " << quoted(app->name)
      << "\nid = " << quoted(*made) << "\npurpose = \"team\"\n";
  return 0;
}
