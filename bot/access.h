#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>

/// Who may do what to what: one table for chat verbs, pages and everything else. Pure. What is not in the
/// table is refused.

enum class Role {
  reporter,
  agent,
  tester,
  developer,
  ops,
  product,  // reviews articles, mends configuration
  contractor,
  lead,
  admin,
  auditor,
  ended,  // somebody whose access has ended: may do nothing
};
constexpr int role_count = 11;

enum class Act {
  see,
  unmask,
  accept,
  take,
  reply,
  note,
  ask,
  transfer,
  resolve,
  close,
  reopen,
  grade,
  follow_up,
  replay,
  write,
  review,
  approve,
  arrange,
  take_out,  // export
  diagnose,  // looks the customer up in other systems, by what the configuration allows
  merge,
  batch,  // many tickets at once, each still under its own rule
  share,
};

/// Of a ticket it is the relation to the person that counts: they reported it; it is in their hands, or waits
/// for anybody of their role; it is anything else that the team has. A view is a named filter of the queue.
enum class Thing {
  own_ticket,
  held_ticket,
  team_ticket,
  queue,
  dead_letter,
  audit,
  article,
  duty,
  people,
  view,
  settings
};

/// `reason`: only with a stated reason, which is kept.
enum class Grant { no, yes, reason };

struct AccessRule {
  Act act;
  Thing thing;
  std::string_view grants;  // a letter for each role, in their order: y yes, r with a reason, - no
};
std::span<const AccessRule> access_rules();
Grant granted(Role role, Act act, Thing thing);
/// Must show a second factor before anything else: who sees much, who changes rights, who comes from outside.
bool needs_second_factor(Role role);
/// How many fields a person of this role may unmask within 24 hours.
int unmask_limit(Role role);

/// "reporter" … "ended"; an empty name is a reporter.
std::optional<Role> role_named(std::string_view name);
const char* name_of(Role role);
const char* name_of(Act act);
const char* name_of(Thing thing);
/// Works on tickets of others, or looks at them for a living.
bool is_team(Role role);
