#pragma once
#include <optional>
#include <string>

#include "bot/message.h"

/// The team's verbs about knowledge, as values. Pure; who may give them is decided elsewhere.
///
///   公告 1002 words         answers questions about the system of ticket 1002 while it is open
///   公告 words              the same, about the system that the words name
///   公告                    which are open
///   撤销公告 1002 · 撤销公告
///   写知识 1002             a draft of an article from the resolved ticket
struct KbOrder {
  enum class Kind { draft, set_status, clear_status, list_statuses };
  Kind kind = Kind::list_statuses;
  long long number = 0;    // of the ticket, or of a status to be cleared; 0: none was said
  bool of_status = false;  // `number` is a status: from a button
  std::string words;
  bool operator==(const KbOrder&) const = default;
};

/// The ticket is taken from `quoted` where the words name none. nullopt: something else was meant.
std::optional<KbOrder> parse_kb_order(const std::string& text, const std::string& quoted);
/// Keys like "kb.draft:1002", "kb.clear:7".
std::optional<KbOrder> kb_order_of_click(const Click& click);
