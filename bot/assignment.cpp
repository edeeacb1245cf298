#include "bot/assignment.h"

#include <algorithm>
#include <tuple>

#include "bot/duty_when.h"

namespace {

bool among(const std::vector<std::string>& people, const std::string& userid) {
  return std::any_of(people.begin(), people.end(),
                     [&](const std::string& one) { return same_person(one, userid); });
}

bool goes_before(const DutyHand& one, const DutyHand& other) {
  const int load = load_of(one), other_load = load_of(other);
  return std::tie(load, one.given_at, one.name, one.contact) <
         std::tie(other_load, other.given_at, other.name, other.contact);
}

}  // namespace

int load_of(const DutyHand& hand) {
  int load = 0, weight = 1;
  for (const int count : hand.open) {
    load += count * weight;
    weight *= 2;
  }
  return load;
}

std::vector<std::string> people_on_duty(const std::vector<Roster>& rosters, Time now) {
  std::vector<std::string> people;
  for (const auto& roster : rosters) {
    const auto shift = duty_at(roster, now);
    if (!shift.person.empty() && !among(people, shift.person)) people.push_back(shift.person);
  }
  return people;
}

DutyChoice least_loaded(const std::vector<DutyHand>& hands, const std::vector<std::string>& on_duty,
                        const std::vector<std::string>& barred) {
  DutyChoice choice;
  choice.off_duty = on_duty.empty();
  for (const auto& hand : hands) {
    const bool of_desk = hand.role == Role::agent || hand.role == Role::lead;
    const bool not_theirs = std::find(barred.begin(), barred.end(), hand.person) != barred.end();
    if (!of_desk || not_theirs || !among(on_duty, hand.contact)) continue;
    if (choice.who == nullptr || goes_before(hand, *choice.who)) choice.who = &hand;
  }
  return choice;
}
