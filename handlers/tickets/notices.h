#pragma once
#include <string>
#include <vector>

#include "bot/command.h"
#include "bot/dialog.h"
#include "bot/handover.h"
#include "bot/runbook.h"
#include "handlers/tickets/delivery.h"
#include "handlers/tickets/ticket.h"

/// Which notice goes to whom. Pure. Everything that may reach a group is masked; every notice carries the
/// number, so that quoting it says which ticket is meant. Wording: templates/messages/<locale>/tickets.toml.

/// A configured person of the team.
struct TeamMember {
  Party who;
  std::string role;  // agent, tester, developer, ops, product, contractor, lead
};
/// What notices need beside the ticket.
struct NoticeWorld {
  Time now{};
  int minutes_east = 480;
  const Dictionary* dictionary = nullptr;
  std::string locale = "zh-CN";
  const HandOverRules* handover = nullptr;  // labels of reasons and checklists
  const std::vector<Runbook>* runbooks = nullptr;
};

/// The ticket as a card for the team, with the buttons its state allows. Key: ticket.card.<state>.
Notice new_card(const Ticket& ticket, const NoticeWorld& world);
/// The same in place of the card `task_id`, for everybody who sees it.
Notice updated_card(const Ticket& ticket, const NoticeWorld& world, const std::string& task_id);
/// The same for a press that came too late to do anything: the card says so.
Notice late_card(const Ticket& ticket, const NoticeWorld& world, const std::string& task_id);
/// Facts, words, solution and what became of the last notices to the reporter, for 查询. Key:
/// ticket.detail.<state>.
Notice detail_of(const Ticket& ticket, const NoticeWorld& world,
                 const std::vector<Delivery>& deliveries = {});
/// A line of a list: number, title, is_<state>, reporter, assignee, age_m|age_h|age_d.
Params line_of(const Ticket& ticket, const NoticeWorld& world);
/// Adds what only the team may read of it: reason, checklist and approval of the last hand-over.
void add_team_view(Notice& detail, const Ticket& ticket, const NoticeWorld& world);
/// Reason and checklist of a hand-over to `role`, for people to read: label, value.
std::vector<Params> checklist_items(const Fields& fields, const std::string& role, const NoticeWorld& world);
/// "李雷", or the user id where no name is known.
std::string shown_name(const Party& party);
/// "2026-03-10 09:40" on the firm's clock.
std::string clock_text(Time at, int minutes_east);

Say to_team(const Ticket& ticket, Notice notice);
Say to_reporter(const Ticket& ticket, Notice notice);
Say to_asker(long long number, Notice notice);

/// Submitted, or surfaced after silence: the team's card, a draft marked as such.
std::vector<Say> on_submitted(const Ticket& ticket, const NoticeWorld& world);
/// Words of the reporter: to the team's chat and to an assignee who may not be in it. `ticket` is the ticket
/// after the event.
std::vector<Say> on_follow_up(const Ticket& ticket, const TicketEvent& event, const NoticeWorld& world);
std::vector<Say> on_cancelled(const Ticket& ticket, const NoticeWorld& world);
/// What the reporter hears of a team's step: accepted, asked, replied, paused, resolved, closed, reopened;
/// else nothing.
std::vector<Say> told_to_reporter(const Ticket& ticket, const TicketEvent& event, const NoticeWorld& world);
/// The reporter hears the words of this step: what the team sends with it is for them.
bool is_told(Step step);
/// A file of the team's, on its way to the reporter; a row of its own, since it may come after the words.
Say file_to_reporter(const Ticket& ticket, long long file, Media::Kind kind);
/// What those hear to whom a ticket was handed: the person, or everybody configured with that role.
std::vector<Say> told_to_target(const Ticket& ticket, const TicketEvent& event,
                                const std::vector<TeamMember>& team, const NoticeWorld& world);
