#include "handlers/tickets/views.h"

Notice list_view(const std::string& key, const std::vector<Ticket>& tickets, const Actor& actor,
                 const NoticeWorld& around) {
  Notice notice;
  for (const auto& ticket : tickets)
    if (granted(actor.role, Act::see, thing_of(actor, ticket)) != Grant::no)
      notice.items.push_back(line_of(ticket, around));
  notice.key = notice.items.empty() ? key + ".empty" : key;
  notice.params["count"] = std::to_string(notice.items.size());
  return notice;
}

Notice duty_view(const DeskWorld& world) {
  Notice notice;
  notice.items = world.duty;
  notice.key = notice.items.empty() ? "ticket.duty.empty" : "ticket.duty";
  return notice;
}

Notice clock_view(const Ticket& ticket, const DeskWorld& world, const NoticeWorld& around) {
  Notice notice;
  notice.params = line_of(ticket, around);
  notice.params.insert(world.clocks.begin(), world.clocks.end());
  notice.items = world.clock_pieces;
  notice.key = world.clocks.empty() ? "ticket.clock.none" : "ticket.clock";
  return notice;
}
