#include "handlers/tickets/rights.h"

Thing thing_of(const Actor& actor, const Ticket& ticket) {
  const bool nobodys = ticket.assignee == Party{};
  const bool theirs = !nobodys && ticket.assignee.person == actor.person;
  const bool waits_for_role = nobodys && ticket.seen_by_team && ticket.holder == name_of(actor.role);
  return theirs || waits_for_role ? Thing::held_ticket : Thing::team_ticket;
}

Grant may(const Actor& actor, Act act, const Ticket& ticket) {
  const auto as_member = granted(actor.role, act, thing_of(actor, ticket));
  if (as_member != Grant::no || ticket.reporter.person != actor.person) return as_member;
  return granted(actor.role, act, Thing::own_ticket);
}

std::optional<Act> act_of(Verb verb) {
  switch (verb) {
    case Verb::show:
    case Verb::clock:
      return Act::see;
    case Verb::accept:
      return Act::accept;
    case Verb::reply:
      return Act::reply;
    case Verb::note:
    case Verb::check:
      return Act::note;
    case Verb::ask:
      return Act::ask;
    case Verb::transfer:
      return Act::transfer;
    case Verb::resolve:
      return Act::resolve;
    case Verb::close:
      return Act::close;
    case Verb::reopen:
      return Act::reopen;
    case Verb::take:
      return Act::take;
    case Verb::grade:
      return Act::grade;
    case Verb::join:
    case Verb::split:
    case Verb::apart:
      return Act::merge;
    case Verb::approve:
      return Act::approve;
    // Whoever may ask and wait for the reporter may wait for others too.
    case Verb::wait:
    case Verb::resume:
      return Act::ask;
    case Verb::diagnose:
      return Act::diagnose;
    case Verb::mine:
    case Verb::queue:
    case Verb::duty:
    case Verb::help:
      return std::nullopt;
  }
  return std::nullopt;
}

Role role_of(const std::string& name, bool in_team_chat) {
  if (name.empty() && in_team_chat) return Role::agent;
  return role_named(name).value_or(Role::ended);
}
