#include "handlers/tickets/ticket_rows.h"

#include "handlers/tickets/ticket_json.h"

std::vector<Arg> joined(const Columns& first, const Columns& second) {
  auto args = first.args();
  for (auto& arg : second.args()) args.push_back(std::move(arg));
  return args;
}

std::string millis(Time at) { return std::to_string(at.time_since_epoch().count()); }

std::string numbers_array(const std::vector<long long>& numbers) {
  std::vector<std::string> texts;
  texts.reserve(numbers.size());
  for (const auto number : numbers) texts.push_back(std::to_string(number));
  return text_array(texts);
}

std::vector<std::string> row_of(const Ticket& ticket) {
  return {std::to_string(ticket.number),
          name_of(ticket.state),
          ticket.seen_by_team ? "t" : "f",
          ticket.reporter.person,
          ticket.assignee.person,
          ticket.holder,
          ticket.severity,
          ticket.system,
          ticket.category,
          millis(ticket.created_at),
          millis(ticket.updated_at),
          std::to_string(ticket.version),
          to_json(ticket)};
}

std::vector<std::string> row_of(long long number, int seq, const TicketEvent& event) {
  return {std::to_string(number), std::to_string(seq), millis(event.at), name_of(event.step),
          event.by.person,        event.role,          to_json(event)};
}
