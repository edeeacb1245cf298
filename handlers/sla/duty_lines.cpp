#include "handlers/sla/duty_lines.h"

#include "handlers/tickets/notices.h"

std::vector<Params> duty_lines(const ClockRules& rules, Time now, int minutes_east,
                               const std::function<std::string(const std::string& userid)>& name_of) {
  const auto shown = [&](const std::string& userid) {
    const auto name = name_of(userid);
    return name.empty() ? userid : name;
  };
  std::vector<Params> lines;
  for (const auto& roster : rules.rosters) {
    const auto shift = duty_at(roster, now);
    Params line{{"roster", roster.name}};
    if (!shift.person.empty()) {
      line["person"] = shown(shift.person);
      line["until"] = clock_text(shift.to, minutes_east);
    }
    if (const auto backup = backup_at(roster, now); !backup.empty()) line["backup"] = shown(backup);
    lines.push_back(std::move(line));
  }
  return lines;
}
