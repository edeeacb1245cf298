#pragma once
#include <array>
#include <map>
#include <string>
#include <vector>

#include "bot/duty.h"
#include "bot/escalation.h"
#include "bot/sla.h"
#include "templates/clock_calendars.h"

/// What the clocks of a desk go by, as an operator writes it in templates/clocks/*.toml. Immutable.

enum class Warning { response_soon, response_overdue, resolution_soon, resolution_overdue };
inline constexpr std::size_t warnings = 4;
const char* name_of(Warning warning);

/// A place outside that is called, like a telephone bridge.
struct HookPlace {
  std::string name, url;
};
struct ClockRules {
  WorkCalendars calendars;
  std::vector<SlaPolicy> policies;
  std::map<std::string, Chain> chains;
  std::array<std::string, warnings> chain_of;  // of each warning; empty: nobody is told
  std::map<std::string, HookPlace> hooks;
  std::vector<Roster> rosters;
  std::vector<Contact> contacts;

  const Chain* chain(Warning warning) const;
  const Roster* roster(const std::string& id) const;  // empty id: the first
  const Contact* contact(const std::string& person) const;
};

/// Reads calendars, policies, escalation and duty from the folder; every problem of every file, with its
/// line. Files that are not there leave their part empty.
Result<ClockRules> load_clock_rules(const std::string& folder, const ZoneByName& zones,
                                    const TextLayer& layer = {});
