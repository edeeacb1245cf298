/// On a ticket's page: through whose hands it went, and the forms that hand it on.
#include "handlers/console/handover_forms.h"
#include "handlers/console/ticket_page.h"
#include "handlers/sla/clock_notices.h"
#include "handlers/tickets/hands.h"
#include "handlers/tickets/notices.h"

void put_item(PageData& data, const Params& item) {
  for (const auto& [name, text] : item) data.text(name, text);
}

void Console::add_hands(PageData& data, const WebRequest& request, const Looked& looked) const {
  const auto& ticket = looked.ticket;
  std::vector<PageData> hands, items;
  for (const auto& [role, span] : time_in_hand(looked.events, request.now))
    hands.push_back(
        PageData().text("role", web_.word(request, "role." + role)).text("span", span_text(span)));
  data.list("hands", std::move(hands));
  if (goes_back_and_forth(ticket)) data.number("returns", ticket.returns);
  data.flag("approval_wanted", ticket.approval == "wanted" && is_open(ticket.state));
  if (ticket.approval == "given") data.text("approved_by", shown_name(ticket.approved_by));
  const auto library = parts_.library->get();
  const NoticeWorld world{request.now, parts_.minutes_east, &library->dictionary, request.locale,
                          library->handover.get()};
  for (const auto& item : checklist_items(ticket.checklist, ticket.holder, world))
    put_item(items.emplace_back(), item);
  data.list("checklist", std::move(items));
  if (!ticket.waits_for.empty() && library->handover != nullptr)
    data.text("waits_for", option_label(library->handover->waiting, ticket.waits_for, request.locale));
}

void Console::add_handovers(PageData& data, const WebRequest& request, const Ticket& ticket) const {
  const auto library = parts_.library->get();
  data.flag("has_rosters", !library->clocks->rosters.empty());
  data.list("targets",
            handover_targets(web_, request, *library, parts_.directory->team(request.visitor.org), ticket));
  if (library->handover != nullptr)
    data.list("waits", options_of(library->handover->waiting, request.locale));
}
