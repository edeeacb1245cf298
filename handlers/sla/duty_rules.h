#pragma once
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "gateway/store/database.h"
#include "templates/clock_rules.h"

/// The rosters of the files with what the database has on top: calendars, then what people arranged; and how
/// people want to be reached.

struct DutyRows {
  std::vector<DutyChange> changes;
  std::map<std::string, std::vector<DutySpan>> linked, uploaded;  // by roster
  std::map<std::string, std::vector<ContactWay>> ways;            // by folded user id
  bool operator==(const DutyRows&) const = default;
};
/// Only inside Connection::transact.
DutyRows duty_rows(Transaction& transaction, Time now);
std::shared_ptr<const ClockRules> with_duty(const std::shared_ptr<const ClockRules>& files,
                                            const DutyRows& rows);
/// One roster: a calendar that is linked answers for the link alone, an uploaded one where none is linked.
Roster with_rows(Roster roster, const DutyRows& rows);
