#pragma once
#include <optional>
#include <string>
#include <vector>

#include "bot/dialog.h"
#include "bot/duty_order.h"
#include "handlers/sla/duty_people.h"
#include "templates/clock_rules.h"

/// Shifts that change hands by word of two people: who asked confirms what was understood, then the other
/// agrees, then it stands and the lead hears of it. Pure. Wording: templates/messages/<locale>/duty.toml.

struct DutyProposal {
  enum class State { drafted, asked, agreed, declined, withdrawn, expired };
  long long id = 0;
  std::string roster;
  Time from{}, to{};            // the shift of `giver` that `taker` is to have
  Time back_from{}, back_to{};  // in exchange the giver has this one of the taker's; the epoch: none
  std::string giver, taker;
  std::string asked_by;  // one of the two
  State state = State::drafted;
  Time made_at{};
  bool operator==(const DutyProposal&) const = default;
};
const char* name_of(DutyProposal::State state);
/// Whose agreement it needs beside the asker's.
const std::string& partner_of(const DutyProposal& proposal);
/// May this person say so now? Who asked may always take it back.
bool waits_for(const DutyProposal& proposal, const std::string& userid, DutyOrder::Kind answer);
/// Until then it can be answered.
Time answer_until(const DutyProposal& proposal);

struct SwapWorld {
  Time now{};
  DutyPerson me;
  std::vector<DutyPerson> people;     // who may be on duty
  const ClockRules* rules = nullptr;  // as the database has them now
  std::vector<DutyProposal> open;     // drafted or asked, that wait for me or that I asked
  std::optional<DutyProposal> named;  // the one that the answer names, whosever and however it stands
  Chat chat;                          // where it was said
};
struct SwapDecision {
  std::vector<Say> says;
  std::optional<DutyProposal> opens;  // new; its number is put in by `with_number`
  std::optional<DutyProposal> moves;  // its state as it is to be
  std::vector<DutyChange> changes;    // stand from now on
};

SwapDecision decide_swap(const SwapWorld& world, const DutyOrder& order);
/// What is said of a proposal that has just got its number.
void with_number(SwapDecision& decision, long long id);
/// The rows that an agreed proposal is: the same as those arranged on the console.
std::vector<DutyChange> changes_of(const DutyProposal& proposal, Time now);
