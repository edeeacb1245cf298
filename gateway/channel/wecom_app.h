#pragma once
#include <memory>

#include "gateway/channel/channel.h"
#include "gateway/config.h"

/// The self-built app (自建应用): XML callbacks in, message/send and update_template_card out
/// (protocols/wecom.md §2d, §3.2, §3.3). 1:1 only. Every call needs a token; equal messages are equal bytes,
/// so that WeCom's duplicate check holds on retries.
std::unique_ptr<Channel> make_wecom_app(const AccountConfig& account);
