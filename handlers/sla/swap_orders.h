#pragma once
#include <optional>
#include <string>
#include <vector>

#include "bot/access.h"
#include "gateway/store/database.h"
#include "handlers/intake/library.h"
#include "handlers/sla/swap.h"
#include "handlers/tickets/notices.h"

/// Words about shifts, said in chat or by the buttons of the duty page, done: the same rows and rules as
/// arranging them on the console.

struct SwapOrigin {
  Time now{};
  std::string org, person;  // key of the conversation
  std::string userid, name;
  Role role = Role::reporter;
  Chat chat;
  std::vector<TeamMember> team;             // of the configuration
  std::shared_ptr<const ClockRules> files;  // without what the database has: that is read here
  std::string way = "chat", remote{};       // page: the address it came from
};
/// What somebody of the team said about shifts, or the answer that a button is; nullopt: something else.
std::optional<DutyOrder> duty_order_of(const Inbound& message, Role role);
/// Does it, and says what has become of it. Only inside Connection::transact.
std::vector<Say> carry_out(Transaction& transaction, const DutyOrder& order, const SwapOrigin& origin);
