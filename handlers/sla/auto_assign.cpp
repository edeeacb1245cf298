#include "handlers/sla/auto_assign.h"

#include <algorithm>

#include "gateway/delivery/outbox.h"
#include "gateway/log.h"
#include "handlers/intake/route.h"
#include "handlers/sla/duty_hands.h"
#include "handlers/tickets/load_store.h"
#include "handlers/tickets/ticket_store.h"
#include "handlers/tickets/transfer.h"

namespace {

constexpr std::size_t at_once = 50;

std::string org_of(const Ticket& ticket) {
  const auto& person = ticket.reporter.person;
  return person.substr(0, std::min(person.rfind('/'), person.size()));
}

void tell(Transaction& transaction, const AssignTurn& turn, const Ticket& ticket, const TicketEvent& event,
          const std::vector<TeamMember>& team) {
  TurnOrigin origin;
  origin.directory = turn.directory;
  origin.org = org_of(ticket);
  origin.locale = turn.locale;
  origin.trace = "assign";
  NoticeWorld world{event.at, turn.minutes_east, &turn.library->dictionary, turn.locale};
  world.handover = turn.library->handover.get();
  world.runbooks = turn.library->runbooks.get();
  auto says = told_to_target(ticket, event, team, world);
  says.push_back(to_team(ticket, new_card(ticket, world)));
  if (const auto drafts = route(origin, says); !drafts.empty()) enqueue(transaction, drafts);
}

}  // namespace

// The row's lock is the fence: it is new and nobody's while it is held, and another's the moment it is free.
AssignLook assign_one(Transaction& transaction, const AssignTurn& turn,
                      const std::vector<long long>& skipped) {
  const auto waiting = hold_waiting(transaction, turn.after, skipped);
  if (waiting.number == 0) return {};
  const auto ticket = load_tickets(transaction, {waiting.number}, Lock::for_update).at(0);
  const auto team = turn.directory->team(org_of(ticket));
  const auto& rules = *turn.library->clocks;
  const auto hands = hands_on_duty(transaction, team, rules, org_of(ticket), waiting.now);
  const auto choice =
      least_loaded(hands, people_on_duty(rules.rosters, waiting.now), {ticket.reporter.person});
  if (choice.who == nullptr || !next_state(ticket.state, Step::transferred)) return {ticket.number, false};
  TicketEvent event;
  event.at = waiting.now;
  event = given_to(std::move(event), *choice.who);
  const auto after = append_events(transaction, {{ticket.number, event}});
  tell(transaction, turn, after.at(0), event, team);
  return {ticket.number, true};
}

std::size_t assign_waiting(Connection& connection, const AssignTurn& turn, Time now) {
  std::size_t given = 0;
  if (turn.after == Seconds{} || people_on_duty(turn.library->clocks->rosters, now).empty()) return given;
  std::vector<long long> skipped;
  for (std::size_t i = 0; i < at_once; ++i) {
    const auto looked =
        connection.transact([&](Transaction& transaction) { return assign_one(transaction, turn, skipped); });
    if (!looked) {
      log_warn("assign_failed", {{"error", looked.error().text}});
      return given;
    }
    if (looked->ticket == 0) return given;
    if (looked->given)
      ++given;
    else
      skipped.push_back(looked->ticket);
  }
  return given;
}
