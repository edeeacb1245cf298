#pragma once
#include <string>
#include <vector>

#include "gateway/store/database.h"
#include "handlers/tickets/notices.h"
#include "templates/clock_rules.h"

/// Who may be on duty, and who is meant by words.

struct DutyPerson {
  std::string userid, name;
  bool lead = false;
};
/// Those of the team and of the rosters, but for those whose access is over. What the database says of
/// somebody goes before the configuration. Only inside Connection::transact.
std::vector<DutyPerson> duty_people(Transaction& transaction, const std::vector<TeamMember>& team,
                                    const ClockRules& files, Time now);
/// Where a name stands as a word of its own, both in normal form; npos: nowhere. Chinese leaves no space.
std::size_t find_name(const std::string& words, const std::string& name);
/// The person whose longest name stands in words of normal form, which is then blanked at `at`; nullptr:
/// nobody's.
const DutyPerson* take_person(std::string& words, const std::vector<DutyPerson>& people, std::size_t& at);
