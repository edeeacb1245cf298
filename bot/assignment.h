#pragma once
#include <array>
#include <string>
#include <vector>

#include "bot/access.h"
#include "bot/duty.h"

/// Who of those on duty is given a ticket. Pure.

/// Somebody who may be given one, and what they have.
struct DutyHand {
  std::string person;   // key of their conversation
  std::string contact;  // user id
  std::string name;     // for people to read
  Role role = Role::ended;
  std::array<int, 4> open{};  // tickets in hand: low, medium, high, urgent
  Time given_at{};            // when they were last given one by name; {}: never
  bool operator==(const DutyHand&) const = default;
};
/// An urgent ticket counts as eight low ones; each severity is twice the one below it.
int load_of(const DutyHand& hand);

/// User ids of whoever is on duty in any roster, each once.
std::vector<std::string> people_on_duty(const std::vector<Roster>& rosters, Time now);

struct DutyChoice {
  const DutyHand* who = nullptr;  // of the hands that were asked about; nullptr: nobody
  bool off_duty = false;          // nobody is on duty at all
};
/// The one on duty with the least load; of equal load who was given one longest ago, then by name. Only
/// people of the desk (agents and leads) whose access holds, and none of `barred`: the reporter, who has it
/// already.
DutyChoice least_loaded(const std::vector<DutyHand>& hands, const std::vector<std::string>& on_duty,
                        const std::vector<std::string>& barred);
