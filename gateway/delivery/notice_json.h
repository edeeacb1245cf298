#pragma once
#include <string>
#include <vector>

#include "bot/result.h"
#include "gateway/delivery/outbox.h"

/// Notices and fallback drafts as JSON text in the outbox.
std::string to_json(const Notice& notice);
Result<Notice> notice_from_json(const std::string& text);
std::string to_json(const std::vector<OutboxDraft>& drafts);  // without their handles: a fallback is a push
Result<std::vector<OutboxDraft>> drafts_from_json(const std::string& text);
