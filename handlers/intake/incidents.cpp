#include "handlers/intake/incidents.h"

#include <algorithm>
#include <map>
#include <set>

#include "handlers/tickets/incident.h"
#include "handlers/tickets/incident_store.h"

namespace {

// So many within the window, and nobody more is asked one by one until the team has put them together: then
// one answer of theirs counts for all.
constexpr std::size_t asked_of_burst = 20;

/// A group hears one sentence of the incident; what its reporters are asked goes to them alone. The card that
/// was pressed stands in the group, and changes there.
void leave_group(Plan& plan, const Inbound& cause) {
  for (auto& say : plan.says)
    if (say.to.kind == To::Kind::reply && !say.notice.updates_card)
      say.to = {To::Kind::person, cause.chat, cause.contact};
}

class Likely {
 public:
  Likely(Transaction& transaction, const Surroundings& around) : transaction_(transaction), around_(around) {}

  void add(const Likeness& like) {
    const auto incident = incident_of(like);
    if (incident != 0) tell_group(like, incident);
    offer(like, incident);
  }

  void write() {
    for (const auto& [incident, tickets] : seeds_) add_seeds(transaction_, incident, tickets);
  }

 private:
  long long incident_of(const Likeness& like) {
    if (like.ticket->incident != 0) return like.ticket->incident;
    std::vector<long long> numbers{like.ticket->number};
    for (const auto& one : like.alike) numbers.push_back(one.number);
    // What was proposed a moment ago, for another ticket of this batch.
    for (const auto& known : seeds_)
      if (std::any_of(numbers.begin(), numbers.end(),
                      [&](long long one) { return known.second.contains(one); }))
        return seed(known.first, like.ticket->number);
    if (!is_burst(around_.library->burst, like.alike, around_.now)) return 0;
    if (const auto known = incident_among(transaction_, numbers)) return seed(known, like.ticket->number);
    return propose(like, numbers);
  }

  long long seed(long long incident, long long ticket) {
    seeds_[incident].insert(ticket);
    return incident;
  }

  /// The oldest is the parent.
  long long propose(const Likeness& like, const std::vector<long long>& numbers) {
    const auto parent = *std::min_element(numbers.begin(), numbers.end());
    if (propose_incident(transaction_, parent, around_.now))
      for (auto& say : on_burst(parent, like.alike, *like.ticket, around_.directory->team(like.org)))
        like.plan->says.push_back(std::move(say));
    seeds_[parent].insert(numbers.begin(), numbers.end());
    return parent;
  }

  void tell_group(const Likeness& like, long long incident) {
    const auto& origin = like.ticket->origin;
    if (origin.kind != ChatKind::group) return;
    if (like.cause != nullptr && like.cause->chat == origin && like.reachable)
      leave_group(*like.plan, *like.cause);
    const auto place = origin.account + "/" + origin.id;
    const bool told = std::any_of(like.alike.begin(), like.alike.end(), [&](const Sighting& one) {
      return one.incident == incident && one.place == place;
    });
    if (told || !told_.insert({incident, place}).second) return;
    if (first_to_tell(transaction_, incident, place))
      like.plan->says.push_back(told_to_group(origin, incident, *like.ticket, world()));
  }

  /// Of an incident that is open it is the parent that is offered.
  void offer(const Likeness& like, long long incident) {
    Sighting other = like.alike.front();
    for (const auto& one : like.alike)
      if (one.number == incident) other = one;
    const bool decided = std::any_of(like.alike.begin(), like.alike.end(),
                                     [](const Sighting& one) { return one.parent != 0; });
    if (incident != 0 && !decided && like.alike.size() > asked_of_burst) return;
    if (incident != 0)
      other.number = incident;
    else if (other.parent != 0)
      other.number = other.parent;
    like.plan->says.push_back(offer_same(*like.ticket, other, world()));
    like.plan->dialogs.same = SameOffer{like.ticket->number, other.number, around_.now};
  }

  NoticeWorld world() const {
    return {around_.now, around_.minutes_east, &around_.library->dictionary, around_.locale,
            around_.library->handover.get()};
  }

  Transaction& transaction_;
  const Surroundings& around_;
  std::map<long long, std::set<long long>> seeds_;  // of incidents proposed in this batch, or just before
  std::set<std::pair<long long, std::string>> told_;
};

}  // namespace

void add_likeness(Transaction& transaction, const Surroundings& around, const std::vector<Likeness>& likely) {
  Likely work(transaction, around);
  for (const auto& like : likely) work.add(like);
  work.write();
}

void read_incident(Transaction& transaction, const Command& command, Known& known) {
  if (command.tickets.empty()) return;
  if (command.verb == Verb::resolve) known.children = children_of(transaction, command.tickets.front());
  if (command.verb == Verb::join && command.parent == 0)
    known.alike = alike_of(transaction, command.tickets.front());
  // Whoever goes under another takes along what is under it.
  if (command.verb == Verb::join && command.parent != 0)
    for (const auto number : command.tickets)
      for (auto& child : children_of(transaction, number)) known.children.push_back(std::move(child));
}
