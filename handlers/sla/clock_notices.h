#pragma once
#include "bot/dialog.h"
#include "handlers/sla/watch.h"
#include "handlers/tickets/notices.h"

/// Words about clocks. Pure. Wording: templates/messages/<locale>/clocks.toml, and ticket.detail.

/// "3:20", hours and minutes of working time.
std::string span_text(Millis span);
/// What 查询 says of a ticket's clocks: response_left|response_over|response_met|response_missed, the same of
/// resolution with resolution_due, paused_<for whom>, clock_outside.
Params clock_params(const SlaClocks& clocks, const NoticeWorld& world);

/// The newest pieces of a clock's time, a line each: from, to, span, why_<why>, for_<whom>, and sum where it
/// counted.
std::vector<Params> piece_params(const std::vector<ClockPiece>& pieces, const NoticeWorld& world);

struct ClockListeners {
  std::vector<TeamMember> team;
  const ClockRules* rules = nullptr;
};
/// What is said for one step of a chain, and to whom. Nobody where the step means nobody.
std::vector<Say> clock_says(const Ticket& ticket, const SlaClocks& clocks, const WatchAct& act,
                            const ClockListeners& listeners, const NoticeWorld& world);
