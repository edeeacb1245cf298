#pragma once
#include <string>
#include <string_view>

#include "bot/message.h"
#include "gateway/channel/channel.h"
#include "gateway/channel/json.h"
#include "gateway/channel/wecom_crypto.h"
#include "gateway/config.h"

/// What the callbacks of all WeCom faces share, and what the two modes of the smart bot share: the message
/// inside the callback or frame.

/// `handle`: where an answer goes; `body`: the decrypted text, hashed when the platform gives no id.
Received aibot_inbound(const AccountConfig& account, const Json& message, std::string_view body,
                       std::string_view handle, Time now);

/// The smart bot's callback URL: verification (GET), messages, events and stream polls (POST).
Received aibot_callback(const AccountConfig& account, const WecomKeys& keys, const HttpRequest& request,
                        Time now);
/// One aibot_msg_callback or aibot_event_callback of the long connection.
Received aibot_frame(const AccountConfig& account, const std::string& frame, Time now);
/// A JSON reply as the body of the callback's own answer. `nonce`: the callback's own, or one of ours.
/// The 16 bytes in front are derived from key and content, so that encoding stays pure: equal inputs only
/// give equal outputs.
Result<std::string> aibot_reply(const WecomKeys& keys, const std::string& json, const std::string& nonce,
                                Time now);

/// GET with echostr: the answer that makes WeCom accept the URL.
Received verify_url(const WecomKeys& keys, const HttpRequest& request, Time now, Seconds freshness);
/// 403 for what is not authentic, 400 for what cannot be read.
Refuse refusal(const Error& error);

/// Follows one message through the logs; the same for every repetition of it.
std::string trace_of(const std::string& account, const std::string& external_id);

/// Handles say what they allow; a plain one answers a message.
constexpr std::string_view welcome_handle = "welcome:";
constexpr std::string_view click_handle = "click:";

/// Same scheme, host and port as the configured API: the only places an answer may be posted to.
bool same_origin(std::string_view url, std::string_view api);
