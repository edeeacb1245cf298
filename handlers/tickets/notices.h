#pragma once
#include <string>
#include <vector>

#include "bot/dialog.h"
#include "handlers/tickets/desk.h"
#include "handlers/tickets/ticket.h"

/// Which notice goes to whom. Pure. Everything that may reach a group is masked; every notice carries the
/// number, so that quoting it says which ticket is meant.

/// What notices need beside the ticket.
struct NoticeWorld {
  Time now{};
  int minutes_east = 480;
  const Dictionary* dictionary = nullptr;
};

/// The ticket as a card for the team, with the buttons its state allows. `task_id` empty: a new card.
Notice card_of(const Ticket& ticket, const NoticeWorld& world, const std::string& task_id = "");
/// Facts, last words and solution as text, for 查询.
Notice detail_of(const Ticket& ticket, const NoticeWorld& world);
/// A line of a list: number, title, is_<state>, age.
Params line_of(const Ticket& ticket, const NoticeWorld& world);

To to_team();
To to_reporter(const Ticket& ticket);

/// What the team and others hear when a ticket begins; a draft is not announced before it is submitted.
std::vector<Say> on_opened(const Ticket& ticket, const NoticeWorld& world);
/// Submitted, or surfaced after silence: the team's card, a draft marked as such.
std::vector<Say> on_submitted(const Ticket& ticket, const NoticeWorld& world);
/// Words of the reporter: to the team's chat and to the assignee. `ticket` is the ticket after the event.
std::vector<Say> on_follow_up(const Ticket& ticket, const TicketEvent& event, const NoticeWorld& world);
std::vector<Say> on_cancelled(const Ticket& ticket, const NoticeWorld& world);
/// What the reporter hears of a team's step: accepted, asked, replied, resolved, closed, reopened; else
/// nothing.
std::vector<Say> told_to_reporter(const Ticket& ticket, const TicketEvent& event);
/// What those hear to whom a ticket was handed.
std::vector<Say> told_to_target(const Ticket& ticket, const TicketEvent& event,
                                const std::vector<TeamMember>& team, const NoticeWorld& world);
