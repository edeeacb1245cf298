#pragma once
#include "handlers/sla/swap.h"

/// What the words of an order mean: whose shift, whose instead. Pure; only for handlers/sla/swap*.cpp.

struct SwapMeant {
  std::optional<DutyProposal> proposal;
  std::string refusal;                                       // where there is none: duty.swap.<refusal>
  std::vector<std::pair<const Roster*, DutyShift>> choices;  // which | none_of_…: what there is
  std::string person;                                        // whom it is about
};
SwapMeant read_swap(const SwapWorld& world, const DutyOrder& order);
