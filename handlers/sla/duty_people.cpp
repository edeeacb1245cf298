#include "handlers/sla/duty_people.h"

#include <algorithm>

#include "bot/duty_when.h"
#include "bot/text.h"
#include "handlers/accounts/account_store.h"
#include "handlers/tickets/rights.h"

namespace {

bool word_char(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; }

}  // namespace

std::vector<DutyPerson> duty_people(Transaction& transaction, const std::vector<TeamMember>& team,
                                    const ClockRules& files, Time now) {
  std::vector<DutyPerson> people;
  std::vector<std::string> ended;
  const auto add = [&](const std::string& userid, const std::string& name, const std::string& role) {
    const auto is = [&](const std::string& other) { return same_person(other, userid); };
    if (userid.empty() || std::any_of(ended.begin(), ended.end(), is)) return;
    if (std::none_of(people.begin(), people.end(), [&](const auto& one) { return is(one.userid); }))
      people.push_back({userid, name, role == "lead"});
  };
  for (const auto& account : desk_accounts(transaction, now))
    if (account.ended)
      ended.push_back(account.userid);
    else if (is_team(role_of(account.role, false)))
      add(account.userid, account.name, account.role);
  for (const auto& member : team) add(member.who.contact, member.who.name, member.role);
  for (const auto& roster : files.rosters)
    for (const auto& layer : roster.layers)
      for (const auto& person : layer.people) add(person, "", "");
  return people;
}

std::size_t find_name(const std::string& words, const std::string& name) {
  if (name.empty()) return std::string::npos;
  for (auto at = words.find(name); at != std::string::npos; at = words.find(name, at + 1)) {
    const auto end = at + name.size();
    const bool parted_before = at == 0 || !word_char(name.front()) || !word_char(words[at - 1]);
    const bool parted_behind = end == words.size() || !word_char(name.back()) || !word_char(words[end]);
    if (parted_before && parted_behind) return at;
  }
  return std::string::npos;
}

const DutyPerson* take_person(std::string& words, const std::vector<DutyPerson>& people, std::size_t& at) {
  const DutyPerson* found = nullptr;
  std::size_t size = 0;
  for (const auto& one : people)
    for (const auto& name : {normal(one.name), normal(one.userid)})
      if (const auto here = find_name(words, name); here != std::string::npos && name.size() > size) {
        found = &one;
        at = here;
        size = name.size();
      }
  if (found != nullptr) words.replace(at, size, size, ' ');
  return found;
}
