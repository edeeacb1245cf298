#pragma once
#include <optional>

#include "handlers/tickets/desk.h"

/// Verbs that carry more than words: a transfer with its checklist, the approval of a second person, waiting
/// with its reason. Pure.

struct Ruling {
  std::optional<TicketEvent> event;  // what happens; without it `answer` says what to type instead
  Notice answer;
  std::optional<HandOverDraft> draft;  // `answer` asks for what a transfer lacks; the next words answer it
};
/// `begun`: the event as far as it does not depend on the words.
Ruling rule_on_transfer(const DeskWorld& world, const Command& command, const Ticket& ticket,
                        TicketEvent begun);
/// Four eyes: who handed a script over has seen it; somebody else approves.
Ruling rule_on_approval(const Ticket& ticket, TicketEvent begun);
Ruling rule_on_waiting(const DeskWorld& world, const Command& command, const Ticket& ticket,
                       TicketEvent begun);
/// A solution has a category and a reason, and no script that nobody has approved.
Ruling rule_on_solution(const Command& command, const Ticket& ticket, TicketEvent begun);

/// The words as an answer to the draft, where they may be one; nullopt: they are something else. "取消" drops
/// it.
std::optional<Command> answer_to(const HandOverDraft& draft, const Inbound& message,
                                 const std::optional<Command>& command, Time now);
bool is_dropped(const Command& command);
Notice dropped_handover();
