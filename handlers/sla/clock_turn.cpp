#include "handlers/sla/clock_turn.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "gateway/kill_point.h"
#include "handlers/intake/route.h"
#include "handlers/sla/history.h"
#include "handlers/tickets/ticket_store.h"

namespace {

/// `person`: who is to be reached, where the call is a way to somebody.
std::string call_body(const Ticket& ticket, const WatchAct& act, const std::string& person) {
  auto body = nlohmann::json{{"ticket", ticket.number},
                             {"severity", ticket.severity},
                             {"warning", name_of(act.warning)},
                             {"round", act.round}};
  if (!person.empty()) body["person"] = person;
  return body.dump();
}

class ClockWork {
 public:
  ClockWork(Transaction& transaction, const ClockTurn& turn, Time now)
      : transaction_(transaction), turn_(turn), now_(now) {}

  void look(const Ticket& ticket, const std::vector<TicketEvent>& events, const ClockClaim& claim) {
    ClockDone done;
    done.ticket = ticket.number;
    const auto before = watch_from_json(claim.watch);
    if (!before) throw std::runtime_error(before.error().text);
    const auto* policy = policy_for(turn_.rules->policies, ticket.system);
    Watched watched;
    if (policy != nullptr) {
      const auto clocks = sla_clocks(sla_events(events), *policy, now_);
      // Of an incident the parent's clocks speak: 300 warnings about one trouble warn nobody.
      if (ticket.parent == 0)
        watched = watch_clocks(clocks, *before, *turn_.rules, now_, last_act_of_team(events));
      else
        watched.watch = *before;
      for (const auto& act : watched.acts) carry_out(ticket, clocks, act);
      if (!clocks.response.stopped_at) done.response_due = clocks.response.due_at;
      if (!clocks.resolution.stopped_at) done.resolution_due = clocks.resolution.due_at;
      done.overdue = is_open(ticket.state) && (clocks.response.overdue || clocks.resolution.overdue);
    }
    done.watch = to_json(watched.watch);
    done.next = watched.next;
    done_.push_back(std::move(done));
  }

  ClockTurnDone write() {
    if (!drafts_.empty()) enqueue(transaction_, drafts_);
    add_hook_calls(transaction_, calls_);
    finish_clocks(transaction_, done_);
    kill_point("K10");
    return {done_.size(), drafts_.size(), calls_.size()};
  }

 private:
  void carry_out(const Ticket& ticket, const SlaClocks& clocks, const WatchAct& act) {
    if (act.step.kind == ChainStep::Kind::hook)
      return calls_.push_back({0, act.step.to, call_body(ticket, act, ""), 0});
    if (act.step.way && act.step.way->kind == ContactWay::Kind::hook)
      return calls_.push_back(
          {0, act.step.way->to, call_body(ticket, act, person_of_step(*turn_.rules, act.step.to, now_)), 0});
    const auto& person = ticket.reporter.person;
    TurnOrigin origin;
    origin.directory = turn_.directory;
    origin.org = person.substr(0, std::min(person.rfind('/'), person.size()));
    origin.locale = turn_.locale;
    origin.trace = "clock";
    const ClockListeners listeners{turn_.directory->team(origin.org), turn_.rules};
    const NoticeWorld world{now_, turn_.minutes_east, turn_.dictionary};
    for (auto& draft : route(origin, clock_says(ticket, clocks, act, listeners, world))) {
      draft.lane = Lane::duty;
      drafts_.push_back(std::move(draft));
    }
  }

  Transaction& transaction_;
  const ClockTurn& turn_;
  Time now_;
  std::vector<OutboxDraft> drafts_;
  std::vector<HookCall> calls_;
  std::vector<ClockDone> done_;
};

}  // namespace

// Tickets before clock rows: whoever writes events locks in this order too.
ClockTurnDone run_clocks(Transaction& transaction, const ClockTurn& turn, const ClockClaims& claims) {
  std::vector<long long> numbers;
  for (const auto& claim : claims.claims) numbers.push_back(claim.ticket);
  const auto tickets = load_tickets(transaction, numbers, Lock::for_update);
  const auto held = hold_clocks(transaction, claims.claims);
  const auto events = events_of_tickets(transaction, numbers);
  ClockWork work(transaction, turn, claims.now);
  for (const auto& ticket : tickets)
    for (std::size_t i = 0; i < claims.claims.size(); ++i)
      if (held[i] && claims.claims[i].ticket == ticket.number)
        work.look(ticket, events.at(ticket.number), claims.claims[i]);
  return work.write();
}

std::optional<ClockStory> clock_story(Transaction& transaction, const ClockRules& rules, const Ticket& ticket,
                                      Time now) {
  const auto* policy = policy_for(rules.policies, ticket.system);
  if (policy == nullptr) return std::nullopt;
  const auto events = sla_events(ticket_events(transaction, ticket.number));
  return ClockStory{sla_clocks(events, *policy, now),
                    explain_clock(events, *policy, ClockName::response, now),
                    explain_clock(events, *policy, ClockName::resolution, now)};
}
