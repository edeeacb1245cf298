#pragma once
#include <memory>

#include "gateway/channel/channel.h"
#include "gateway/config.h"

/// The smart bot (智能机器人) in both modes of AccountConfig::mode (protocols/wecom.md §2a, §2b, §3.5).
/// callback: `receive` hears the URL, `encode` answers through the response_url, once; it cannot speak
/// unasked. socket:   `receive_frame` hears the long connection, `encode` answers by req_id and may speak
/// unasked. Reply handles are opaque to everybody else: what they allow (answer, welcome, card update) is
/// written in them. A card update answers its click: a frame within 5 s, or the encrypted body of the
/// callback's own answer (callback_answer).
std::unique_ptr<Channel> make_wecom_aibot(const AccountConfig& account);
