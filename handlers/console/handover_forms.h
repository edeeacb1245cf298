#pragma once
#include <string>
#include <vector>

#include "handlers/intake/library.h"
#include "handlers/tickets/notices.h"
#include "handlers/web/web.h"

/// The forms that hand a ticket on, one for each role that takes it, the desk itself last: reason, checklist,
/// person. What the ticket's report already says of a checklist stands in it.
std::vector<PageData> handover_targets(const Web& web, const WebRequest& request, const Library& library,
                                       const std::vector<TeamMember>& team, const Ticket& ticket);
std::vector<PageData> options_of(const FormField& choice, const std::string& locale);
