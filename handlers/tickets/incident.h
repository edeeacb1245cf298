#pragma once
#include <vector>

#include "bot/alike.h"
#include "handlers/tickets/desk.h"
#include "handlers/tickets/rights.h"

/// Mass incidents: putting tickets under a parent and taking them out, and what is said about it. Pure.

/// 合并: the team for any ticket, a reporter for their own where the bot offered it.
DeskDecision decide_join(const DeskWorld& world, const Actor& actor, const Command& command);
/// 拆出 by the team; "不是这个问题" by the reporter, which opens again what was solved with its parent.
DeskDecision decide_split(const DeskWorld& world, const Actor& actor, const Command& command);
/// 不是, to the question whether it is the same.
DeskDecision decide_apart(const DeskWorld& world, const Command& command);
/// Solving a parent solves each of its children, and each reporter hears it.
void resolve_children(DeskDecision& decision, const DeskWorld& world, const NoticeWorld& around,
                      const TicketEvent& event);

/// "和 #1002 一样吗？"
Say offer_same(const Ticket& ticket, const Sighting& other, const NoticeWorld& world);
/// To the team and to each lead: so many alike, one press puts them together.
std::vector<Say> on_burst(long long parent, const std::vector<Sighting>& alike, const Ticket& newest,
                          const std::vector<TeamMember>& team);
/// To a group, once: the team knows.
Say told_to_group(const Chat& group, long long parent, const Ticket& ticket, const NoticeWorld& world);
