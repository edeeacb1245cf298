#pragma once
#include <string>
#include <vector>

#include "bot/access.h"
#include "bot/dialog.h"
#include "bot/fields.h"
#include "bot/kb_order.h"
#include "handlers/knowledge/life.h"
#include "handlers/tickets/notices.h"

/// The team's verbs about knowledge in chat: status texts of open incidents, drafts from resolved tickets.

struct OrderWorld {
  Time now{};
  int minutes_east = 480;
  const Dictionary* dictionary = nullptr;
  std::string locale = "zh-CN";
  std::string public_url;  // of links; empty: messages name no page
  Editor editor;
  std::string card;           // of the press; empty: typed
  bool in_team_chat = false;  // else the team is told of a status
};

/// What was meant by the words or the press of somebody who may write articles; nullopt: something else.
std::optional<KbOrder> kb_order_of(const Inbound& message, Role role);
/// Does it, and says what has become of it. Only inside Connection::transact.
std::vector<Say> carry_out(Transaction& transaction, const KbOrder& order, const OrderWorld& world);
