#include "handlers/sla/duty_rules.h"

#include "handlers/sla/duty_calendar_store.h"
#include "handlers/sla/duty_store.h"

DutyRows duty_rows(Transaction& transaction, Time now) {
  DutyRows rows;
  rows.changes = duty_changes(transaction, now);
  for (auto& [roster, calendar] : calendar_spans(transaction, now))
    (calendar.linked ? rows.linked : rows.uploaded)[roster] = std::move(calendar.spans);
  return rows;
}

Roster with_rows(Roster roster, const DutyRows& rows) {
  const auto& spans = roster.source.place.empty() ? rows.uploaded : rows.linked;
  if (const auto found = spans.find(roster.id); found != spans.end()) roster.spans = found->second;
  return with_changes(std::move(roster), rows.changes);
}

std::shared_ptr<const ClockRules> with_duty(const std::shared_ptr<const ClockRules>& files,
                                            const DutyRows& rows) {
  if (rows.changes.empty() && rows.linked.empty() && rows.uploaded.empty()) return files;
  auto rules = std::make_shared<ClockRules>(*files);
  for (auto& roster : rules->rosters) roster = with_rows(std::move(roster), rows);
  return rules;
}
