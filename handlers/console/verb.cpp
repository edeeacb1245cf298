#include "handlers/console/verb.h"

#include "gateway/delivery/outbox.h"
#include "handlers/intake/incidents.h"
#include "handlers/intake/person_store.h"
#include "handlers/intake/route.h"
#include "handlers/sla/duty_hands.h"
#include "handlers/tickets/ticket_store.h"
#include "handlers/tickets/transfer.h"

namespace {

Surroundings around(const VerbWorld& world) {
  Surroundings around;
  around.directory = world.directory;
  around.library = world.library.get();
  around.now = world.now;
  around.minutes_east = world.minutes_east;
  around.locale = world.locale;
  return around;
}

Plan planned(const VerbWorld& world, const Doer& doer, const Command& command, std::vector<Media> media,
             const Known& known) {
  Inbound message;
  message.account = world.directory->app_of(doer.org).value_or("");
  message.contact = doer.userid;
  message.media = std::move(media);
  auto made = plan(around(world), Intent{message, command, 0, std::nullopt, doer.role, std::nullopt}, known);
  numbered(made, 0);
  return made;
}

void take_answer(VerbDone& done) {
  for (const auto& say : done.says)
    if (say.to.kind == To::Kind::reply && done.answer.key.empty()) done.answer = say.notice;
  std::erase_if(done.says, [](const Say& say) { return say.to.kind == To::Kind::reply; });
}

}  // namespace

VerbDone do_verb(Transaction& transaction, const VerbWorld& world, const Doer& doer, const Command& command,
                 std::vector<Media> media) {
  const bool has_app = world.directory->app_of(doer.org).has_value();
  Known known;
  known.person =
      meet_persons(transaction, {{doer.person, doer.org, doer.userid, doer.name, has_app}}).at(doer.person);
  known.named = load_tickets(transaction, numbers_of(command), Lock::for_update);
  read_incident(transaction, command, known);
  if (command.to_least)
    known.hands = hands_on_duty(transaction, world.directory->team(doer.org), *world.library->clocks,
                                doer.org, world.now);
  VerbDone done;
  done.plan = planned(world, doer, command, std::move(media), known);
  for (auto& ticket : append_events(transaction, done.plan.changes))
    done.after[ticket.number] = std::move(ticket);
  done.says = done.plan.says;
  for (auto& say : announcements(done.plan, done.after, around(world))) done.says.push_back(std::move(say));
  done.reachable = known.person.reachable;
  take_answer(done);
  return done;
}

void say_to_others(Transaction& transaction, const VerbWorld& world, const Doer& doer, const VerbDone& done,
                   const std::string& trace) {
  TurnOrigin origin;
  origin.directory = world.directory;
  origin.org = doer.org;
  origin.locale = world.locale;
  origin.trace = trace;
  origin.person = doer.userid;
  origin.reachable = done.reachable;
  const auto drafts = route(origin, done.says);
  if (!drafts.empty()) enqueue(transaction, drafts);
}

VerbDone foreseen(const VerbWorld& world, const Doer& doer, const Command& command,
                  std::vector<Ticket> tickets) {
  Known known;
  known.person = {doer.person, doer.userid, doer.name, false};
  known.named = std::move(tickets);
  VerbDone done;
  done.plan = planned(world, doer, command, {}, known);
  done.says = done.plan.says;
  take_answer(done);
  return done;
}

std::string did_of(const Plan& plan) {
  const bool own = !plan.changes.empty() && gives_to_self(plan.changes.front().event);
  return own ? given_to_self : step_of(plan);
}

std::string step_of(const Plan& plan) {
  return plan.changes.empty() ? std::string() : name_of(plan.changes.front().event.step);
}
