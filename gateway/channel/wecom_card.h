#pragma once
#include <string>
#include <vector>

#include "bot/message.h"
#include "gateway/channel/json.h"

/// Template cards (protocols/wecom.md §3.3), fields cut to their limits.

/// button_interaction where the card has buttons, else text_notice. `task_id` replaces an empty
/// Card::task_id.
Json wecom_card(const Card& card, const std::string& task_id);
/// A card that WeCom would refuse as text_notice: without a link to open. It is sent as text instead.
bool wants_text(const Card& card);
/// Words that do not fit under the card's title and are sent before it; empty: all fits.
std::string words_before(const Card& card);
/// `[0-9A-Za-z_@-]`, at most 128: anything else becomes '-'.
std::string wecom_task_id(const std::string& id);
