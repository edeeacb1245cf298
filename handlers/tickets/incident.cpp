#include "handlers/tickets/incident.h"

#include <algorithm>

#include "bot/form.h"
#include "bot/mask.h"
#include "handlers/tickets/refusal.h"

namespace {

constexpr std::size_t listed = 20;

const Ticket* find(const std::vector<Ticket>& tickets, long long number) {
  const auto found =
      std::find_if(tickets.begin(), tickets.end(), [&](const auto& one) { return one.number == number; });
  return found == tickets.end() ? nullptr : &*found;
}

DeskDecision refused(const std::string& why, const Command& command, long long number, Params params = {}) {
  DeskDecision decision;
  decision.says.push_back(to_asker(number, refusal(why, command.verb, number, std::move(params))));
  return decision;
}

Notice notice_of(const std::string& key, Params params) {
  Notice notice;
  notice.key = key;
  notice.params = std::move(params);
  return notice;
}

/// Where a button was pressed, its card says what came of it.
Say answered(const Command& command, long long number, Notice notice) {
  if (!command.card.empty()) {
    notice.task_id = command.card;
    notice.updates_card = true;
  }
  return to_asker(number, std::move(notice));
}

TicketEvent begun(const DeskWorld& world, Step step, const std::string& role) {
  TicketEvent event;
  event.step = step;
  event.at = world.now;
  event.by = world.actor;
  event.role = role;
  return event;
}

/// In the dialog, or in the ticket itself: reports from the form have no dialog.
bool was_offered(const Command& command, const Ticket& child, long long parent) {
  return command.offered || child.incident == parent ||
         ("," + child.alike + ",").find("," + std::to_string(parent) + ",") != std::string::npos;
}

bool may_join(const Actor& actor, const Command& command, const Ticket& child, long long parent) {
  if (child.number == parent || !next_state(child.state, Step::joined)) return false;
  if (is_team(actor.role)) return granted(actor.role, Act::merge, thing_of(actor, child)) != Grant::no;
  return was_offered(command, child, parent) && child.reporter.person == actor.person;
}

/// What was named to be put under the parent; with a parent alone, all that is alike.
std::vector<Ticket> wanted(const DeskWorld& world, const Command& command) {
  if (command.parent == 0) return world.alike;
  std::vector<Ticket> tickets;
  for (const auto number : command.tickets)
    if (const auto* ticket = find(world.tickets, number)) tickets.push_back(*ticket);
  tickets.insert(tickets.end(), world.children.begin(), world.children.end());
  return tickets;
}

}  // namespace

DeskDecision decide_join(const DeskWorld& world, const Actor& actor, const Command& command) {
  if (command.tickets.empty()) return refused("which", command, 0);
  const bool of_team = is_team(actor.role);
  const auto named = command.parent == 0 ? command.tickets.front() : command.parent;
  const auto* parent = find(world.tickets, named);
  const bool seen =
      parent != nullptr && (!of_team || granted(actor.role, Act::see, thing_of(actor, *parent)) != Grant::no);
  const auto* own = of_team ? nullptr : find(world.tickets, command.tickets.front());
  if (!of_team && (own == nullptr || !was_offered(command, *own, named)))
    return refused("not_team", command, named);
  if (!seen) return refused("unknown", command, named);
  if (of_team && granted(actor.role, Act::merge, thing_of(actor, *parent)) == Grant::no)
    return refused("not_allowed", command, named);
  if (parent->parent != 0)
    return refused("is_child", command, named, {{"parent", std::to_string(parent->parent)}});
  if (!is_open(parent->state)) return refused("parent_ended", command, named);
  DeskDecision decision;
  auto done = notice_of(of_team ? "ticket.incident.joined" : "ticket.same.joined",
                        {{"parent", std::to_string(named)}});
  std::size_t count = 0;
  for (const auto& child : wanted(world, command)) {
    const bool possible = may_join(actor, command, child, named);
    if (possible) {
      auto event = begun(world, Step::joined, of_team ? name_of(actor.role) : "reporter");
      event.parent = named;
      decision.changes.push_back({child.number, std::move(event)});
      ++count;
    }
    if (done.items.size() < listed)
      done.items.push_back({{"number", std::to_string(child.number)}, {"mark", possible ? "✓" : "✗"}});
  }
  if (decision.changes.empty() && done.items.empty()) return refused("nothing_alike", command, named);
  if (decision.changes.empty() && !of_team) return refused("own_state", command, command.tickets.front());
  done.params["count"] = std::to_string(count);
  const auto about = of_team ? named : command.tickets.front();
  decision.says.push_back(answered(command, about, done));
  if (of_team && !world.in_team_chat && count > 0)
    decision.says.push_back({{To::Kind::team, {}, ""}, std::move(done), named, false});
  return decision;
}

DeskDecision decide_split(const DeskWorld& world, const Actor& actor, const Command& command) {
  if (command.tickets.empty()) return refused("which", command, 0);
  const auto number = command.tickets.front();
  const auto* ticket = find(world.tickets, number);
  const bool of_team = is_team(actor.role);
  const bool own = ticket != nullptr && ticket->reporter.person == actor.person;
  if (ticket == nullptr || (!own && !of_team))
    return refused(of_team ? "unknown" : "not_yours", command, number);
  if (may(actor, Act::merge, *ticket) == Grant::no) return refused("not_allowed", command, number);
  if (ticket->parent == 0) return refused("no_parent", command, number);
  const std::string role = of_team ? name_of(actor.role) : "reporter";
  DeskDecision decision;
  auto left = begun(world, Step::left, role);
  left.parent = ticket->parent;
  decision.changes.push_back({number, left});
  auto after = applied(*ticket, left);
  if (!of_team && next_state(after.state, Step::reopened)) {
    const auto again = begun(world, Step::reopened, role);
    decision.changes.push_back({number, again});
    after = applied(std::move(after), again);
  }
  const NoticeWorld around{world.now, world.minutes_east, world.dictionary, world.locale, world.handover};
  decision.says.push_back(
      answered(command, number,
               notice_of(of_team ? "ticket.incident.split" : "ticket.done.own_left",
                         {{"number", std::to_string(number)}, {"parent", std::to_string(left.parent)}})));
  if (!of_team || !world.in_team_chat) decision.says.push_back(to_team(after, new_card(after, around)));
  return decision;
}

DeskDecision decide_apart(const DeskWorld&, const Command& command) {
  DeskDecision decision;
  const auto number = command.tickets.empty() ? 0 : command.tickets.front();
  decision.says.push_back(
      answered(command, number, notice_of("ticket.same.apart", {{"number", std::to_string(number)}})));
  return decision;
}

void resolve_children(DeskDecision& decision, const DeskWorld& world, const NoticeWorld& around,
                      const TicketEvent& event) {
  std::size_t count = 0;
  long long parent = 0;
  for (const auto& child : world.children) {
    if (!next_state(child.state, Step::resolved)) continue;
    auto solved = event;
    solved.parent = parent = child.parent;
    decision.changes.push_back({child.number, solved});
    for (auto& say : told_to_reporter(applied(child, solved), solved, around))
      decision.says.push_back(std::move(say));
    ++count;
  }
  if (count != 0)
    decision.says.push_back(
        to_asker(parent, notice_of("ticket.incident.resolved",
                                   {{"parent", std::to_string(parent)}, {"count", std::to_string(count)}})));
}

Say offer_same(const Ticket& ticket, const Sighting& other, const NoticeWorld& world) {
  auto notice = notice_of("ticket.same.ask", {{"number", std::to_string(ticket.number)},
                                              {"other", std::to_string(other.number)},
                                              {"title", mask(other.title)}});
  const auto pair = std::to_string(ticket.number) + "-" + std::to_string(other.number);
  notice.choices = {{"ticket.button.same", "ticket.join:" + pair},
                    {"ticket.button.apart", "ticket.apart:" + pair}};
  notice.task_id = "same-" + pair + "-" + std::to_string(world.now.time_since_epoch().count());
  return to_reporter(ticket, std::move(notice));
}

std::vector<Say> on_burst(long long parent, const std::vector<Sighting>& alike, const Ticket& newest,
                          const std::vector<TeamMember>& team) {
  auto notice = notice_of("ticket.incident.proposed", {{"parent", std::to_string(parent)},
                                                       {"count", std::to_string(alike.size() + 1)},
                                                       {"title", mask(newest.title)}});
  for (const auto& one : alike) notice.items.push_back({{"number", std::to_string(one.number)}});
  notice.items.push_back({{"number", std::to_string(newest.number)}});
  notice.choices = {{"ticket.button.join", "ticket.join:" + std::to_string(parent)}};
  notice.task_id = "incident-" + std::to_string(parent);
  std::vector<Say> says{{{To::Kind::team, {}, ""}, notice, parent, false}};
  for (const auto& member : team) {
    if (member.role != "lead") continue;
    notice.task_id = "incident-" + std::to_string(parent) + "-" + member.who.contact;
    says.push_back({{To::Kind::person, {}, member.who.contact}, notice, parent, false});
  }
  return says;
}

Say told_to_group(const Chat& group, long long parent, const Ticket& ticket, const NoticeWorld& world) {
  Params params{{"parent", std::to_string(parent)}};
  if (!ticket.system.empty() && world.dictionary != nullptr)
    params["system"] = label_of(world.dictionary->systems, ticket.system, world.locale);
  return {{To::Kind::group, group, ""}, notice_of("ticket.incident.group", std::move(params)), parent, false};
}
