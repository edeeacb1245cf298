#include "handlers/cli/ticket.h"

#include <iomanip>

#include "bot/mask.h"
#include "gateway/delivery/media_store.h"
#include "handlers/tickets/notices.h"
#include "handlers/tickets/ticket_store.h"

namespace {

void line(std::ostream& out, const std::string& label, const std::string& value) {
  if (!value.empty()) out << std::left << std::setw(14) << label << value << '\n';
}

std::string who(const Party& party) {
  if (party == Party{}) return {};
  return party.name.empty() || party.name == party.contact ? party.contact
                                                           : party.name + " (" + party.contact + ")";
}

std::string one_line(std::string text) {
  for (auto& c : text)
    if (c == '\n' || c == '\r' || c == '\t') c = ' ';
  return text;
}

void print_facts(const Ticket& ticket, int minutes_east, std::ostream& out) {
  line(out, "ticket", "#" + std::to_string(ticket.number));
  line(out, "state",
       std::string(name_of(ticket.state)) +
           (ticket.state == TicketState::draft && ticket.seen_by_team ? " (shown to the team)" : ""));
  line(out, "title", mask(ticket.title));
  line(out, "severity", ticket.severity);
  line(out, "system", ticket.system);
  line(out, "form", ticket.form);
  line(out, "reporter", who(ticket.reporter));
  line(out, "reported in", ticket.origin.account + " " + ticket.origin.id);
  line(out, "assignee", who(ticket.assignee));
  line(out, "holder", ticket.holder);
  line(out, "category", ticket.category);
  line(out, "reason", mask(ticket.reason));
  line(out, "solution", mask(ticket.solution));
  line(out, "created", clock_text(ticket.created_at, minutes_east));
  line(out, "updated", clock_text(ticket.updated_at, minutes_east));
  for (const auto& [name, value] : ticket.fields) line(out, "  " + name, mask_field(name, value));
  line(out, "text", one_line(mask(ticket.text)));
}

void print_event(const TicketEvent& event, int seq, int minutes_east, std::ostream& out) {
  out << std::right << std::setw(3) << seq << "  " << clock_text(event.at, minutes_east) << "  " << std::left
      << std::setw(12) << name_of(event.step) << who(event.by)
      << (event.role.empty() ? "" : ", " + event.role);
  if (!event.target_role.empty())
    out << " -> " << (event.target == Party{} ? event.target_role : who(event.target));
  if (!event.category.empty())
    out << " [" << event.category << "] " << one_line(mask(event.reason + " / " + event.solution));
  if (!event.text.empty()) out << ": " << one_line(mask(event.text));
  if (!event.media.empty()) out << " (+" << event.media.size() << " media)";
  out << '\n';
}

void print_delivery(const Delivery& delivery, int minutes_east, std::ostream& out) {
  out << std::right << std::setw(5) << delivery.outbox_id << "  "
      << clock_text(delivery.created_at, minutes_east) << "  " << std::left << std::setw(26) << delivery.key
      << delivery.account << (delivery.to_group ? " group " : " 1:1 ") << delivery.chat << "  "
      << delivery.state;
  if (delivery.sent_at != Time{}) out << " " << clock_text(delivery.sent_at, minutes_east);
  if (delivery.state != "sent") out << ", tries " << delivery.attempts;
  if (!delivery.error.empty()) out << ", " << one_line(mask(delivery.error, Sink::log));
  out << '\n';
}

/// The digest is printed whole: it names the file, and masking would take its digits for somebody's number.
void print_media(const std::vector<MediaEntry>& media, std::ostream& out) {
  if (media.empty()) return;
  out << "\nattachments\n";
  for (const auto& one : media) {
    out << std::right << std::setw(5) << one.id << "  " << std::left << std::setw(6) << one.kind << one.state;
    if (one.state == "kept") out << "  " << one.type << "  " << one.bytes << " bytes  sha256 " << one.sha256;
    if (!one.file_name.empty()) out << "  " << one_line(mask(one.file_name));
    if (!one.error.empty()) out << "  " << one.error << ", tries " << one.attempts;
    out << '\n';
  }
}

struct Found {
  std::vector<Ticket> tickets;
  std::vector<TicketEvent> events;
  std::vector<Delivery> deliveries;
  std::vector<MediaEntry> media;
};

}  // namespace

void print_ticket(const Ticket& ticket, const std::vector<TicketEvent>& events,
                  const std::vector<Delivery>& deliveries, int minutes_east, std::ostream& out) {
  print_facts(ticket, minutes_east, out);
  out << "\nevents\n";
  int seq = 0;
  for (const auto& event : events) print_event(event, ++seq, minutes_east, out);
  if (!(fold(ticket.number, events) == ticket))
    out << "  ! the stored row is not what these events amount to\n";
  out << "\nnotices\n";
  for (const auto& delivery : deliveries) print_delivery(delivery, minutes_east, out);
  if (deliveries.empty()) out << "  none\n";
}

int run_ticket_show(Connection& connection, long long number, int minutes_east, std::ostream& out) {
  const auto found = connection.transact([&](Transaction& transaction) {
    return Found{load_tickets(transaction, {number}), ticket_events(transaction, number),
                 deliveries_of(transaction, {number}), media_of_ticket(transaction, number)};
  });
  if (!found) {
    out << "the database does not answer: " << found.error().text << '\n';
    return 1;
  }
  if (found->tickets.empty()) {
    out << "there is no ticket " << number << '\n';
    return 1;
  }
  print_ticket(found->tickets.front(), found->events, found->deliveries, minutes_east, out);
  print_media(found->media, out);
  return 0;
}
