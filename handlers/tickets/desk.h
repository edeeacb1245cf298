#pragma once
#include <optional>
#include <string>
#include <vector>

#include "bot/assignment.h"
#include "bot/command.h"
#include "bot/dialog.h"
#include "handlers/tickets/notices.h"
#include "handlers/tickets/ticket.h"

/// What a command or a press does: events and notices, or a refusal that says what to type. Pure.

struct DeskWorld {
  Time now{};
  int minutes_east = 480;
  Party actor;
  std::vector<Media> media;      // sent with the command
  std::string role;              // the actor's role in the team; empty: not of the team
  bool in_team_chat = false;     // the command was given in the team's chat, whose members are of the team
  std::vector<Ticket> tickets;   // those the command names, as far as they exist; in order of number or not
  std::vector<Ticket> children;  // of a ticket that is being solved
  std::vector<Ticket> alike;     // of a ticket under which all alike are put
  std::vector<Ticket> queue;     // for Verb::queue, from the store
  std::vector<Ticket> mine;      // for Verb::mine, from the store
  std::vector<Params> duty;      // for Verb::duty: one line a roster
  Params clocks;                 // of the one ticket that Verb::show or Verb::clock names
  std::vector<Params> clock_pieces;  // for Verb::clock
  std::vector<Delivery> deliveries;  // of the tickets that Verb::show names
  std::vector<TeamMember> team;
  std::vector<std::string> on_duty;         // user ids; for a transfer to the least loaded
  std::vector<DutyHand> hands;              // of those on duty; for the same
  const HandOverRules* handover = nullptr;  // null: a transfer needs words alone
  const std::vector<Runbook>* runbooks = nullptr;
  Chat chat;                               // where the command was given
  const Dictionary* dictionary = nullptr;  // names of systems
  std::string locale = "zh-CN";
};
struct DeskDecision {
  std::vector<TicketChange> changes;
  std::vector<Say> says;
  std::optional<HandOverDraft> handover{};  // what a transfer still waits for
};

DeskDecision decide(const DeskWorld& world, const Command& command);
