#include "handlers/sla/swap_words.h"

#include <algorithm>

#include "bot/duty_when.h"
#include "bot/text.h"

namespace {

using std::chrono::days;

using Choices = std::vector<std::pair<const Roster*, DutyShift>>;

/// Words in normal form whose known parts are blanked as they are understood.
class SwapWords {
 public:
  SwapWords(const SwapWorld& world, const std::string& words) : world_(&world), words_(normal(words)) {}

  /// The longest roster name that is said; nullptr: none.
  const Roster* roster() {
    const Roster* found = nullptr;
    std::size_t at = 0, size = 0;
    for (const auto& one : world_->rules->rosters)
      for (const auto& name : {normal(one.name), normal(one.id)})
        if (const auto here = find_name(words_, name); here != std::string::npos && name.size() > size) {
          found = &one;
          at = here;
          size = name.size();
        }
    if (found != nullptr) words_.replace(at, size, size, ' ');
    return found;
  }

  /// Somebody else who is named, the longest name first; where they stood parts the words.
  const DutyPerson* person() {
    const auto* found = take_person(words_, world_->people, parted_at_);
    return found != nullptr && same_person(found->userid, world_->me.userid) ? person() : found;
  }

  const std::string& all() const { return words_; }
  std::string before() const { return words_.substr(0, parted_at_); }
  std::string behind() const { return words_.substr(std::min(parted_at_, words_.size())); }

 private:
  const SwapWorld* world_;
  std::string words_;
  std::size_t parted_at_ = 0;
};

class SwapReader {
 public:
  SwapReader(const SwapWorld& world, const DutyOrder& order)
      : world_(world), order_(order), words_(world, order.words) {}

  SwapMeant read() {
    only_ = words_.roster();
    partner_ = words_.person();
    auto rest = words_;
    if (const auto* other = rest.person(); other != nullptr && other != partner_) return refused("two");
    return order_.kind == DutyOrder::Kind::cover ? cover() : give();
  }

 private:
  SwapMeant refused(const std::string& why, Choices choices = {}) const {
    SwapMeant meant;
    meant.refusal = why;
    meant.choices = std::move(choices);
    if (partner_ != nullptr) meant.person = partner_->userid;
    return meant;
  }

  std::optional<DutyWhen> when_in(const std::string& words, const Roster& roster) const {
    return read_duty_when(words, std::chrono::floor<days>(local_of(roster.zone, world_.now)));
  }

  /// Shifts of a person that the words mean, on every roster or the one that is named.
  Choices meant(const std::string& words, const std::string& person, const Roster* only) const {
    Choices found;
    for (const auto& roster : world_.rules->rosters) {
      if (only != nullptr && &roster != only) continue;
      const auto when = when_in(words, roster);
      if (!when) continue;
      for (auto& shift : shifts_meant(roster, person, *when, world_.now))
        found.emplace_back(&roster, std::move(shift));
    }
    return found;
  }
  bool names_day(const std::string& words) const {
    return !world_.rules->rosters.empty() && when_in(words, world_.rules->rosters.front()).has_value();
  }
  Choices next_of(const std::string& person) const {
    Choices found;
    for (const auto& roster : world_.rules->rosters) {
      for (auto& shift : schedule(roster, world_.now, world_.now + days{62}))
        if (same_person(shift.person, person) && found.size() < 4)
          found.emplace_back(&roster, std::move(shift));
    }
    return found;
  }

  DutyProposal begun(const Roster& roster, const DutyShift& shift) const {
    DutyProposal proposal;
    proposal.roster = roster.id;
    proposal.from = shift.from;
    proposal.to = shift.to;
    proposal.asked_by = world_.me.userid;
    proposal.made_at = world_.now;
    return proposal;
  }

  SwapMeant give() const {
    if (partner_ == nullptr) return refused("who");
    const bool first_is_before = names_day(words_.before());
    const auto mine = first_is_before ? words_.before() : words_.behind();
    const bool exchange = first_is_before && names_day(words_.behind());
    if (!names_day(mine)) return refused("when", next_of(world_.me.userid));
    const auto shifts = meant(mine, world_.me.userid, only_);
    if (shifts.empty()) return refused("none_of_yours", next_of(world_.me.userid));
    if (shifts.size() > 1) return refused("which", shifts);
    auto proposal = begun(*shifts[0].first, shifts[0].second);
    proposal.giver = shifts[0].second.person;
    proposal.taker = partner_->userid;
    if (exchange) {
      const auto theirs = meant(words_.behind(), partner_->userid, shifts[0].first);
      if (theirs.empty()) return refused("none_of_theirs", next_of(partner_->userid));
      if (theirs.size() > 1) return refused("which", theirs);
      proposal.back_from = theirs[0].second.from;
      proposal.back_to = theirs[0].second.to;
      proposal.taker = theirs[0].second.person;
    }
    SwapMeant meant;
    meant.proposal = std::move(proposal);
    return meant;
  }

  SwapMeant cover() const {
    if (!names_day(words_.all()))
      return refused("when", partner_ == nullptr ? Choices{} : next_of(partner_->userid));
    auto shifts = meant(words_.all(), partner_ == nullptr ? "" : partner_->userid, only_);
    std::erase_if(shifts, [&](const auto& one) { return same_person(one.second.person, world_.me.userid); });
    if (shifts.empty())
      return partner_ == nullptr ? refused("none_that_day")
                                 : refused("none_of_theirs", next_of(partner_->userid));
    if (shifts.size() > 1) return refused("which", shifts);
    auto proposal = begun(*shifts[0].first, shifts[0].second);
    proposal.giver = shifts[0].second.person;
    proposal.taker = world_.me.userid;
    SwapMeant meant;
    meant.proposal = std::move(proposal);
    return meant;
  }

  const SwapWorld& world_;
  const DutyOrder& order_;
  SwapWords words_;
  const Roster* only_ = nullptr;
  const DutyPerson* partner_ = nullptr;
};

}  // namespace

SwapMeant read_swap(const SwapWorld& world, const DutyOrder& order) {
  return SwapReader(world, order).read();
}
