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
      if (const auto end = end_in_sight(shift, now)) line["until"] = clock_text(*end, minutes_east);
    }
    if (const auto* contact = rules.contact(shift.person))
      for (const auto& way : open_ways(*contact, now)) {
        if (way.kind == ContactWay::Kind::app) line["by_app"] = "1";
        if (way.kind == ContactWay::Kind::group) line["by_group"] = "1";
        if (way.kind == ContactWay::Kind::hook) line["by_hook"] = "1";
        if (way.kind == ContactWay::Kind::person) line["by_person"] = shown(way.to);
        line["reach"] = "1";
      }
    if (const auto backup = backup_at(roster, now); !backup.empty()) line["backup"] = shown(backup);
    lines.push_back(std::move(line));
  }
  return lines;
}
