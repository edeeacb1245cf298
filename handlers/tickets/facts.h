#pragma once
#include <string>

#include "handlers/tickets/notices.h"

/// What a ticket says of itself, as parameters of notices; masked. Pure.

/// One line of at most so many characters.
std::string shortened(const std::string& text, std::size_t points);
std::string title_of(const Ticket& ticket);
/// Without what is not there: wording leaves it out.
Params facts_of(const Ticket& ticket, const NoticeWorld& world);
/// For the team alone. Why it is where it is: reason of the hand-over, approval, what is waited for, how
/// often it came back; its incident, what it is like, the runbook that fits.
void put_hands(Params& params, const Ticket& ticket, const NoticeWorld& world);
