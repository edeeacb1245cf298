#include "handlers/sla/duty_told.h"

#include <algorithm>

#include "bot/duty_when.h"
#include "handlers/tickets/notices.h"

std::string roster_clock(const Roster& roster, Time at) {
  const auto offset = std::chrono::duration_cast<std::chrono::minutes>(offset_at(roster.zone, at));
  return clock_text(at, static_cast<int>(offset.count()));
}

std::vector<Say> duty_says(const DutyChange& change, const Roster& roster, const std::string& by,
                           const NameOf& name_of, bool undone) {
  std::vector<std::string> concerned{change.person};
  if (!change.other.empty()) concerned.push_back(change.other);
  auto planned = roster;
  std::erase(planned.overrides, DutyOverride{change.from, change.to, change.person});
  if (change.other.empty())
    for (const auto& shift : schedule(planned, change.from, change.to))
      if (std::find(concerned.begin(), concerned.end(), shift.person) == concerned.end() &&
          !shift.person.empty())
        concerned.push_back(shift.person);
  Notice notice;
  notice.key = undone ? "duty.undone" : "duty.arranged";
  notice.params = {{"roster", roster.name},
                   {"by", name_of(by)},
                   {"person", name_of(change.person)},
                   {"from", roster_clock(roster, change.from)},
                   {"to", roster_clock(roster, change.to)}};
  if (!change.other.empty()) notice.params["other"] = name_of(change.other);
  std::vector<Say> says;
  for (const auto& userid : concerned)
    if (!same_person(userid, by)) says.push_back({{To::Kind::person, {}, userid}, notice, 0, false});
  return says;
}
