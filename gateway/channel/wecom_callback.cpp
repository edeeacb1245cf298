#include <string>
#include <utility>

#include "gateway/channel/wecom_inbound.h"
#include "gateway/crypto.h"

namespace {

std::string value_of(const std::map<std::string, std::string>& values, const std::string& name) {
  const auto found = values.find(name);
  return found == values.end() ? std::string() : found->second;
}

/// A poll for a stream that nobody here began: ended at once, so that the client stops waiting. Answers
/// travel by response_url.
Received end_stream(const WecomKeys& keys, const HttpRequest& request, const Json& message, Time now) {
  const auto stream =
      Json::object({{"id", message.at({"stream", "id"}).text()}, {"finish", true}, {"content", "…"}});
  const auto reply = dump_json(Json::object({{"msgtype", "stream"}, {"stream", stream}}));
  auto body = aibot_reply(keys, reply, value_of(request.query, "nonce"), now);
  if (!body) return Refuse{500, body.error().text};
  return Handshake{std::move(*body), "application/json"};
}

}  // namespace

Refuse refusal(const Error& error) {
  return Refuse{error.kind == Kind::unauthorized ? 403 : 400, error.text};
}

Received verify_url(const WecomKeys& keys, const HttpRequest& request, Time now, Seconds freshness) {
  const auto echo = value_of(request.query, "echostr");
  if (echo.empty()) return Refuse{400, "verification without echostr"};
  const auto authentic = wecom_check(keys, request.query, echo, now, freshness);
  if (!authentic) return refusal(authentic.error());
  auto answer = wecom_decrypt(keys, echo);
  if (!answer) return refusal(answer.error());
  return Handshake{std::move(*answer), "text/plain"};
}

Result<std::string> aibot_reply(const WecomKeys& keys, const std::string& json, const std::string& nonce,
                                Time now) {
  const auto seconds = std::chrono::floor<Seconds>(now.time_since_epoch()).count();
  const auto timestamp = std::to_string(seconds);
  const auto random16 = hmac_sha256(keys.aes_key, timestamp + '\n' + nonce + '\n' + json).substr(0, 16);
  const auto encrypt = wecom_encrypt(keys, json, random16);
  if (!encrypt) return encrypt.error();
  return dump_json(Json::object({{"encrypt", *encrypt},
                                 {"msgsignature", wecom_signature(keys.token, timestamp, nonce, *encrypt)},
                                 {"timestamp", static_cast<long long>(seconds)},
                                 {"nonce", nonce}}));
}

Received aibot_callback(const AccountConfig& account, const WecomKeys& keys, const HttpRequest& request,
                        Time now) {
  if (request.method == "GET") return verify_url(keys, request, now, account.freshness);
  if (request.method != "POST") return Refuse{405, "method " + request.method};
  const auto envelope = parse_json(request.body);
  if (!envelope) return refusal(envelope.error());
  const auto encrypt = (*envelope)["encrypt"].text();
  const auto authentic = wecom_check(keys, request.query, encrypt, now, account.freshness);
  if (!authentic) return refusal(authentic.error());
  const auto body = wecom_decrypt(keys, encrypt);
  if (!body) return refusal(body.error());
  const auto message = parse_json(*body);
  if (!message) return refusal(message.error());
  if ((*message)["msgtype"].text() == "stream") return end_stream(keys, request, *message, now);
  const auto url = (*message)["response_url"].text();
  return aibot_inbound(account, *message, *body, same_origin(url, account.api) ? url : std::string(), now);
}

Received aibot_frame(const AccountConfig& account, const std::string& frame, Time now) {
  const auto parsed = parse_json(frame);
  if (!parsed) return refusal(parsed.error());
  const auto cmd = (*parsed)["cmd"].text();
  if (cmd != "aibot_msg_callback" && cmd != "aibot_event_callback")
    return Refuse{400, "frame is no callback"};
  const auto& body = (*parsed)["body"];
  if (body["msgtype"].text() == "stream") return Refuse{400, "stream poll on a long connection"};
  return aibot_inbound(account, body, dump_json(body), parsed->at({"headers", "req_id"}).id(), now);
}
