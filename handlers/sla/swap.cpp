#include "handlers/sla/swap.h"

#include <algorithm>
#include <array>

#include "bot/duty_when.h"
#include "handlers/sla/duty_told.h"
#include "handlers/sla/swap_words.h"

namespace {

using State = DutyProposal::State;

constexpr std::chrono::hours waits{48};  // for the other's word

bool is_open(const DutyProposal& proposal) {
  return proposal.state == State::drafted || proposal.state == State::asked;
}

class SwapDesk {
 public:
  SwapDesk(const SwapWorld& world, const DutyOrder& order) : world_(world), order_(order) {}

  SwapDecision decide() {
    switch (order_.kind) {
      case DutyOrder::Kind::give:
      case DutyOrder::Kind::cover:
        propose();
        break;
      case DutyOrder::Kind::agree:
      case DutyOrder::Kind::decline:
        answer();
        break;
      case DutyOrder::Kind::list:
        reply(listed());
    }
    return std::move(decision_);
  }

 private:
  std::string name(const std::string& userid) const {
    for (const auto& person : world_.people)
      if (same_person(person.userid, userid) && !person.name.empty()) return person.name;
    return userid;
  }
  bool known(const std::string& userid) const {
    return std::any_of(world_.people.begin(), world_.people.end(),
                       [&](const auto& person) { return same_person(person.userid, userid); });
  }
  bool is_me(const std::string& userid) const { return same_person(userid, world_.me.userid); }

  static Notice notice(const std::string& key, Params params = {}) {
    Notice made;
    made.key = "duty.swap." + key;
    made.params = std::move(params);
    return made;
  }

  void reply(Notice said) {
    if (!order_.card.empty()) {
      said.task_id = order_.card;
      said.updates_card = true;
    }
    decision_.says.push_back({{To::Kind::reply, {}, ""}, std::move(said), 0, false});
  }
  /// A card in a group is everybody's: the press of somebody it does not wait for leaves it as it is.
  void reply_aside(Notice said) {
    decision_.says.push_back({{To::Kind::reply, {}, ""}, std::move(said), 0, false});
  }
  void tell(const std::string& userid, Notice said) {
    const auto place = world_.chat.kind == ChatKind::group ? world_.chat : Chat{};
    decision_.says.push_back({{To::Kind::person, place, userid}, std::move(said), 0, false});
  }

  Params params_of(const DutyProposal& proposal) const {
    Params params{{"number", std::to_string(proposal.id)},
                  {"giver", name(proposal.giver)},
                  {"taker", name(proposal.taker)},
                  {"asker", name(proposal.asked_by)},
                  {"partner", name(partner_of(proposal))}};
    const auto* roster = world_.rules->roster(proposal.roster);
    if (roster == nullptr) return params;
    params["roster"] = roster->name;
    params["from"] = roster_clock(*roster, proposal.from);
    params["to"] = roster_clock(*roster, proposal.to);
    if (proposal.back_from == Time{}) return params;
    params["back_from"] = roster_clock(*roster, proposal.back_from);
    params["back_to"] = roster_clock(*roster, proposal.back_to);
    return params;
  }

  void offer(Notice& said, const DutyProposal& proposal, const std::string& yes,
             const std::string& no) const {
    const auto number = std::to_string(proposal.id);
    said.choices = {{"duty.button." + yes, "duty.agree:" + number},
                    {"duty.button." + no, "duty.decline:" + number}};
    said.task_id = "swap-" + number + "-" + name_of(proposal.state) + "-" +
                   std::to_string(world_.now.time_since_epoch().count());
  }

  // ---- asking

  void propose() {
    auto meant = read_swap(world_, order_);
    if (!meant.proposal) return refuse(meant);
    const auto& proposal = *meant.proposal;
    for (const auto& change : changes_of(proposal, world_.now))
      if (const auto fault = fault_of(change, world_.now); !fault.empty())
        return reply(notice("fault", {{"is_" + fault, "1"}}));
    auto said = notice("confirm", params_of(proposal));
    if (!known(partner_of(proposal))) return reply(notice("unknown", params_of(proposal)));
    offer(said, proposal, "send", "drop");
    reply(std::move(said));
    decision_.opens = proposal;
  }

  void refuse(const SwapMeant& meant) {
    auto said = notice(meant.refusal);
    if (!meant.person.empty()) said.params["person"] = name(meant.person);
    for (const auto& [roster, shift] : meant.choices)
      if (said.items.size() < 6)
        said.items.push_back({{"roster", roster->name},
                              {"person", name(shift.person)},
                              {"from", roster_clock(*roster, shift.from)},
                              {"to", roster_clock(*roster, shift.to)}});
    if (!said.items.empty()) said.params["some"] = "1";
    reply(std::move(said));
  }

  Notice listed() const {
    auto said = notice(world_.open.empty() ? "none" : "list");
    for (const auto& proposal : world_.open) {
      auto line = params_of(proposal);
      const bool mine =
          proposal.state == State::drafted ? is_me(proposal.asked_by) : !is_me(proposal.asked_by);
      line[mine ? "yours" : "theirs"] = "1";
      said.items.push_back(std::move(line));
    }
    return said;
  }

  // ---- answering

  bool waits_for_me(const DutyProposal& proposal) const {
    return waits_for(proposal, world_.me.userid, order_.kind);
  }

  void answer() {
    std::optional<DutyProposal> found = world_.named;
    if (order_.number == 0) {
      std::vector<DutyProposal> mine;
      for (const auto& proposal : world_.open)
        if (waits_for_me(proposal)) mine.push_back(proposal);
      if (mine.size() != 1) return reply(listed());
      found = mine.front();
    }
    if (!found || (!is_me(found->asked_by) && !is_me(partner_of(*found))))
      return reply_aside(notice("not_yours"));
    if (!is_open(*found)) return reply(standing("over", *found));
    if (world_.now >= answer_until(*found)) {
      reply(standing("expired", *found));
      return move(*found, State::expired);
    }
    if (!waits_for_me(*found)) return reply_aside(standing("waits", *found));
    if (order_.kind == DutyOrder::Kind::decline) return decline(*found);
    if (found->state == State::drafted) return ask(*found);
    agree(*found);
  }

  Notice standing(const std::string& key, const DutyProposal& proposal) const {
    auto said = notice(key, params_of(proposal));
    said.params[std::string("is_") + name_of(proposal.state)] = "1";
    return said;
  }

  void move(DutyProposal proposal, State state) {
    proposal.state = state;
    decision_.moves = std::move(proposal);
  }

  void ask(const DutyProposal& proposal) {
    if (changed_since(proposal)) return;
    reply(notice("sent", params_of(proposal)));
    auto asked = proposal;
    asked.state = State::asked;
    auto said = notice("asked", params_of(proposal));
    if (is_me(proposal.giver)) said.params["takes"] = "1";
    offer(said, asked, "agree", "decline");
    tell(partner_of(proposal), std::move(said));
    move(proposal, State::asked);
  }

  void decline(const DutyProposal& proposal) {
    const bool own = is_me(proposal.asked_by);
    reply(notice(own ? "withdrawn" : "declined", params_of(proposal)));
    if (!own) tell(proposal.asked_by, notice("was_declined", params_of(proposal)));
    if (own && proposal.state == State::asked)
      tell(partner_of(proposal), notice("was_withdrawn", params_of(proposal)));
    move(proposal, own ? State::withdrawn : State::declined);
  }

  void agree(const DutyProposal& proposal) {
    if (changed_since(proposal)) return;
    auto changes = changes_of(proposal, world_.now);
    auto done = notice("done", params_of(proposal));
    std::vector<std::string> leads;
    for (const auto& person : world_.people)
      if (person.lead && !same_person(person.userid, proposal.giver) &&
          !same_person(person.userid, proposal.taker))
        leads.push_back(person.userid);
    if (!leads.empty()) done.params["told"] = "1";
    reply(done);
    tell(proposal.asked_by, std::move(done));
    for (const auto& lead : leads) tell(lead, notice("lead", params_of(proposal)));
    decision_.changes = std::move(changes);
    move(proposal, State::agreed);
  }

  /// The shifts are no longer those people spoke of: somebody has arranged something in between, or has left.
  bool changed_since(const DutyProposal& proposal) {
    const auto* roster = world_.rules->roster(proposal.roster);
    const auto has = [&](const std::string& person, Time from, Time to) {
      const auto shifts = schedule(*roster, std::max(from, world_.now), to);
      return std::all_of(shifts.begin(), shifts.end(),
                         [&](const auto& shift) { return same_person(shift.person, person); });
    };
    const bool stands =
        roster != nullptr && !proposal.roster.empty() && known(proposal.giver) && known(proposal.taker) &&
        has(proposal.giver, proposal.from, proposal.to) &&
        (proposal.back_from == Time{} || has(proposal.taker, proposal.back_from, proposal.back_to));
    if (stands) return false;
    reply(notice("changed", params_of(proposal)));
    if (!is_me(proposal.asked_by)) tell(proposal.asked_by, notice("changed", params_of(proposal)));
    move(proposal, State::expired);
    return true;
  }

  const SwapWorld& world_;
  const DutyOrder& order_;
  SwapDecision decision_;
};

}  // namespace

const char* name_of(DutyProposal::State state) {
  constexpr std::array<const char*, 6> names{"drafted",  "asked",     "agreed",
                                             "declined", "withdrawn", "expired"};
  return names[static_cast<std::size_t>(state)];
}

const std::string& partner_of(const DutyProposal& proposal) {
  return same_person(proposal.asked_by, proposal.giver) ? proposal.taker : proposal.giver;
}

bool waits_for(const DutyProposal& proposal, const std::string& userid, DutyOrder::Kind answer) {
  const bool asker = same_person(proposal.asked_by, userid);
  if (proposal.state == State::drafted) return asker;
  if (proposal.state != State::asked) return false;
  return asker ? answer == DutyOrder::Kind::decline : same_person(partner_of(proposal), userid);
}

Time answer_until(const DutyProposal& proposal) {
  return std::min<Time>(proposal.to, proposal.made_at + waits);
}

SwapDecision decide_swap(const SwapWorld& world, const DutyOrder& order) {
  return SwapDesk(world, order).decide();
}

void with_number(SwapDecision& decision, long long id) {
  const auto number = std::to_string(id);
  if (decision.opens) decision.opens->id = id;
  for (auto& say : decision.says) {
    if (say.notice.params.count("number") != 0) say.notice.params["number"] = number;
    for (auto& choice : say.notice.choices)
      if (choice.key.ends_with(":0")) choice.key.replace(choice.key.size() - 1, 1, number);
    if (say.notice.task_id.starts_with("swap-0-")) say.notice.task_id.replace(5, 1, number);
  }
}

std::vector<DutyChange> changes_of(const DutyProposal& proposal, Time now) {
  const auto minute = std::chrono::floor<std::chrono::minutes>(now);
  const auto change = [&](Time from, Time to, const std::string& person) {
    return DutyChange{0, proposal.roster, std::max<Time>(from, minute), to, person, "", proposal.asked_by};
  };
  std::vector<DutyChange> changes{change(proposal.from, proposal.to, proposal.taker)};
  if (proposal.back_from != Time{})
    changes.push_back(change(proposal.back_from, proposal.back_to, proposal.giver));
  return changes;
}
