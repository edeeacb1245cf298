#pragma once
#include "handlers/tickets/ticket_store.h"

/// Tickets in the hands of a role, for those who try what each role may do with them.
namespace held_tickets {

inline const Party me{"corp/me", "me", "我"}, somebody{"corp/lilei", "lilei", "李雷"};
/// A number of the report that no page shows whole.
inline const char* const secret = "13812345678";

/// Given to anybody of the role `holder`, and solved where that is asked for.
inline NewTicket held_ticket(const Party& reporter, const std::string& holder, bool solved, Time at) {
  TicketEvent opened, submitted, transferred, resolved;
  opened.step = Step::opened;
  opened.by = submitted.by = reporter;
  opened.role = "reporter";
  opened.title = "买入异常";
  opened.text = std::string("客户") + secret + "买入异常";
  opened.fields = {{"phone", secret}};
  opened.at = submitted.at = transferred.at = resolved.at = at;
  submitted.step = Step::submitted;
  transferred.step = Step::transferred;
  transferred.by = resolved.by = somebody;
  transferred.target_role = holder;
  resolved.step = Step::resolved;
  resolved.role = "agent";
  NewTicket made{opened, 0, {submitted, transferred}};
  if (solved) made.more.push_back(resolved);
  return made;
}

}  // namespace held_tickets
