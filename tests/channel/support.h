#pragma once
#include <string>

#include "gateway/channel/channel.h"
#include "gateway/channel/json.h"
#include "gateway/channel/wecom_crypto.h"
#include "gateway/config.h"

/// Accounts and signed requests for the tests of this folder, made with keys of their own.
namespace channel_test {

inline const std::string token = "TestToken01";
inline const std::string aes_key = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";
inline const std::string corp = "ww0123456789abcdef";
inline const std::string api = "https://qyapi.weixin.qq.com";
inline const Time noon{Millis{1760000000000}};

inline AccountConfig account(const std::string& kind, const std::string& mode = "callback") {
  AccountConfig made;
  made.name = kind;
  made.kind = kind;
  made.mode = mode;
  made.corp_id = corp;
  made.agent_id = 1000002;
  made.bot_id = "aib1";
  made.display_name = "小值 助手";
  made.token = Secret(token);
  made.aes_key = Secret(aes_key);
  made.secret = Secret("app-secret");
  made.key = Secret("hook-key");
  return made;
}

inline WecomKeys keys(const std::string& receive_id) {
  return *wecom_keys(Secret(token), Secret(aes_key), receive_id);
}

inline std::string seconds_of(Time time) {
  return std::to_string(std::chrono::floor<Seconds>(time.time_since_epoch()).count());
}

inline HttpRequest signed_by(const WecomKeys& with, const std::string& method, const std::string& encrypt,
                             Time sent) {
  HttpRequest request;
  request.method = method;
  request.query = {{"timestamp", seconds_of(sent)}, {"nonce", "nonce1"}};
  request.query["msg_signature"] = wecom_signature(with.token, request.query["timestamp"], "nonce1", encrypt);
  return request;
}

/// A smart bot callback as WeCom sends it.
inline HttpRequest bot_post(const std::string& message, Time sent = noon) {
  const auto with = keys("");
  const auto encrypt = *wecom_encrypt(with, message, "0123456789abcdef");
  auto request = signed_by(with, "POST", encrypt, sent);
  request.body = dump_json(Json::object({{"encrypt", encrypt}}));
  return request;
}

/// An app callback as WeCom sends it.
inline HttpRequest app_post(const std::string& message, Time sent = noon) {
  const auto with = keys(corp);
  const auto encrypt = *wecom_encrypt(with, message, "0123456789abcdef");
  auto request = signed_by(with, "POST", encrypt, sent);
  request.body = "<xml><ToUserName><![CDATA[" + corp +
                 "]]></ToUserName><AgentID>1000002</AgentID><Encrypt><![CDATA[" + encrypt +
                 "]]></Encrypt></xml>";
  return request;
}

inline HttpRequest verification(const std::string& receive_id, const std::string& message, Time sent = noon) {
  const auto with = keys(receive_id);
  const auto echo = *wecom_encrypt(with, message, "0123456789abcdef");
  auto request = signed_by(with, "GET", echo, sent);
  request.query["echostr"] = echo;
  return request;
}

inline Json json_of(const std::string& text) { return *parse_json(text, {8 * 1024 * 1024, 64}); }

}  // namespace channel_test
