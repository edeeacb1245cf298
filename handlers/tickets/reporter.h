#pragma once
#include <string>
#include <vector>

#include "bot/alike.h"
#include "bot/dialog.h"
#include "handlers/tickets/ticket.h"

/// The dialog's effects as events of tickets. Pure.

/// A ticket to be opened: the event that begins it and the message that caused it.
struct NewTicket {
  TicketEvent event;              // Step::opened, or Step::submitted for one that is complete at once
  long long source_inbox_id = 0;  // 0: none; one message opens at most one ticket
  std::vector<TicketEvent> more;  // what follows in the same turn
  std::vector<Sighting> alike{};  // filled in when it is opened
  /// One more event of the turn. Of a report that is complete at once only the submission is kept: its
  /// opening would say the same.
  void add(const TicketEvent& next);
};
/// The ticket as it stands once it is opened under `number`.
Ticket opened(const NewTicket& ticket, long long number);

/// `by`: the reporter; Party::person is the key of the conversation.
NewTicket opening(const OpenTicket& effect, const Party& by, Time now, long long source_inbox_id);
TicketEvent submitted(const SubmitTicket& effect, const Party& by, Time now);
TicketEvent followed_up(const FollowUp& effect, const Party& by, Time now);
TicketEvent cancelled(const CancelTicket& effect, const Party& by, Time now);
/// What the dialog may know of a ticket.
KnownTicket known(const Ticket& ticket);
