#include "handlers/sla/duty_rules.h"

#include <algorithm>

#include "bot/duty_when.h"
#include "handlers/sla/contact_way_store.h"
#include "handlers/sla/contact_ways.h"
#include "handlers/sla/duty_calendar_store.h"
#include "handlers/sla/duty_store.h"

namespace {

/// A webhook that the files no longer name is left out; where nothing is left, the files' own ways stay.
void take_ways(ClockRules& rules, const std::string& person, std::vector<ContactWay> ways) {
  std::erase_if(ways, [&](const ContactWay& way) {
    return way.kind == ContactWay::Kind::hook && rules.hooks.count(way.to) == 0;
  });
  if (ways.empty()) return;
  auto zone = zone_of_person(rules, person);
  std::erase_if(rules.contacts, [&](const Contact& one) { return same_person(one.person, person); });
  rules.contacts.push_back({person, std::move(zone), std::move(ways)});
}

}  // namespace

DutyRows duty_rows(Transaction& transaction, Time now) {
  DutyRows rows;
  rows.changes = duty_changes(transaction, now);
  for (auto& [roster, calendar] : calendar_spans(transaction, now))
    (calendar.linked ? rows.linked : rows.uploaded)[roster] = std::move(calendar.spans);
  rows.ways = own_ways(transaction);
  return rows;
}

Roster with_rows(Roster roster, const DutyRows& rows) {
  const auto& spans = roster.source.place.empty() ? rows.uploaded : rows.linked;
  if (const auto found = spans.find(roster.id); found != spans.end()) roster.spans = found->second;
  return with_changes(std::move(roster), rows.changes);
}

std::shared_ptr<const ClockRules> with_duty(const std::shared_ptr<const ClockRules>& files,
                                            const DutyRows& rows) {
  if (rows.changes.empty() && rows.linked.empty() && rows.uploaded.empty() && rows.ways.empty()) return files;
  auto rules = std::make_shared<ClockRules>(*files);
  for (auto& roster : rules->rosters) roster = with_rows(std::move(roster), rows);
  for (const auto& [person, ways] : rows.ways) take_ways(*rules, person, ways);
  return rules;
}
