#include "handlers/tickets/reporter.h"

namespace {

TicketEvent said(Step step, const Party& by, Time now) {
  TicketEvent event;
  event.step = step;
  event.at = now;
  event.by = by;
  event.role = "reporter";
  return event;
}

void describe(TicketEvent& event, const Report& report, const std::string& title) {
  event.title = title;
  event.form = report.form;
  event.fields = report.fields;
  event.text = report.text;
  event.media = report.media;
  event.origin = report.origin;
  if (const auto system = report.fields.find("system"); system != report.fields.end())
    event.system = system->second;
}

}  // namespace

NewTicket opening(const OpenTicket& effect, const Party& by, Time now, long long source_inbox_id) {
  NewTicket ticket;
  ticket.event = said(effect.draft ? Step::opened : Step::submitted, by, now);
  describe(ticket.event, effect.report, effect.title);
  ticket.source_inbox_id = source_inbox_id;
  return ticket;
}

void NewTicket::add(const TicketEvent& next) {
  if (more.empty() && event.step == Step::opened && next.step == Step::submitted)
    event = next;
  else
    more.push_back(next);
}

Ticket opened(const NewTicket& ticket, long long number) {
  Ticket made = applied(fold(number, {}), ticket.event);
  for (const auto& event : ticket.more) made = applied(std::move(made), event);
  return made;
}

TicketEvent submitted(const SubmitTicket& effect, const Party& by, Time now) {
  auto event = said(effect.complete ? Step::submitted : Step::surfaced, by, now);
  describe(event, effect.report, effect.title);
  return event;
}

TicketEvent followed_up(const FollowUp& effect, const Party& by, Time now) {
  auto event = said(Step::followed_up, by, now);
  event.text = effect.text;
  event.media = effect.media;
  return event;
}

TicketEvent cancelled(const CancelTicket&, const Party& by, Time now) {
  return said(Step::cancelled, by, now);
}

KnownTicket known(const Ticket& ticket) {
  KnownTicket out;
  out.number = ticket.number;
  out.state = name_of(ticket.state);
  out.title = ticket.title;
  out.team_spoke_at = ticket.last_team_words_at;
  return out;
}
