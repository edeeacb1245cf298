#pragma once
#include <string>

#include "bot/message.h"

/// That a look-up is wanted of a ticket.
struct DiagnosticAsk {
  long long ticket = 0;
  std::string diagnostic;      // id
  std::string way = "page";    // page | chat | opening
  std::string by, name, role;  // by: key of the person's conversation; empty: the desk itself
  std::string contact;         // chat: who hears what came of it, by user id
  Chat chat;                   // chat: the group where it was asked; empty: 1:1
  std::string remote;          // page: the address it came from
  bool operator==(const DiagnosticAsk&) const = default;
};
