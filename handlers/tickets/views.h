#pragma once
#include <string>
#include <vector>

#include "handlers/tickets/desk.h"
#include "handlers/tickets/rights.h"

/// What a member looks at without changing it. Pure.

/// Tickets that the actor may see, a line each. Key: `key`, or `key`.empty.
Notice list_view(const std::string& key, const std::vector<Ticket>& tickets, const Actor& actor,
                 const NoticeWorld& around);
Notice duty_view(const DeskWorld& world);
Notice clock_view(const Ticket& ticket, const DeskWorld& world, const NoticeWorld& around);
