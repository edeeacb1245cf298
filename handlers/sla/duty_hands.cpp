#include "handlers/sla/duty_hands.h"

#include "bot/duty_when.h"
#include "handlers/accounts/account_store.h"
#include "handlers/intake/directory.h"
#include "handlers/tickets/load_store.h"
#include "handlers/tickets/rights.h"

std::vector<DutyHand> hands_on_duty(Transaction& transaction, const std::vector<TeamMember>& team,
                                    const ClockRules& rules, const std::string& org, Time now) {
  std::vector<DutyHand> hands;
  for (const auto& userid : people_on_duty(rules.rosters, now)) {
    DutyHand hand{org + "/" + folded(userid), userid, "", Role::agent};
    for (const auto& member : team)
      if (same_person(member.who.contact, userid)) {
        hand.contact = member.who.contact;
        hand.name = member.who.name;
        hand.role = role_of(member.role, true);
      }
    hands.push_back(std::move(hand));
  }
  if (hands.empty()) return hands;
  for (const auto& account : desk_accounts(transaction, now))
    for (auto& hand : hands) {
      if (!same_person(account.userid, hand.contact)) continue;
      if (!account.name.empty()) hand.name = account.name;
      hand.role = account.ended ? Role::ended : role_of(account.role, false);
    }
  read_loads(transaction, hands);
  return hands;
}
