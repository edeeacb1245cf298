#include "bot/access.h"

#include <algorithm>
#include <array>

namespace {

// reporter, agent, tester, developer, ops, product, contractor, lead, admin, auditor, ended.
// The second line may pull any ticket into its hands and do the rest there. A contractor has nothing but what
// was handed to them, and never a whole number. An admin keeps the machine and reads no ticket.
constexpr auto rules = std::to_array<AccessRule>({
    {Act::see, Thing::own_ticket, "yyyyyyyyyy-"},      {Act::follow_up, Thing::own_ticket, "yyyyyyyyyy-"},
    {Act::close, Thing::own_ticket, "yyyyyyyyyy-"},    {Act::reopen, Thing::own_ticket, "yyyyyyyyyy-"},

    {Act::see, Thing::held_ticket, "-yyyyyyy---"},     {Act::unmask, Thing::held_ticket, "-rrrrr-r---"},
    {Act::accept, Thing::held_ticket, "-yyyyyyy---"},  {Act::take, Thing::held_ticket, "-yyyyyyy---"},
    {Act::reply, Thing::held_ticket, "-yyyyyyy---"},   {Act::note, Thing::held_ticket, "-yyyyyyy---"},
    {Act::ask, Thing::held_ticket, "-yyyyyyy---"},     {Act::transfer, Thing::held_ticket, "-yyyyyyy---"},
    {Act::resolve, Thing::held_ticket, "-yyyyyyy---"}, {Act::close, Thing::held_ticket, "-yyyyyyy---"},
    {Act::reopen, Thing::held_ticket, "-yyyyyyy---"},  {Act::grade, Thing::held_ticket, "-yyyyy-y---"},
    {Act::approve, Thing::held_ticket, "-y-yy--y---"}, {Act::diagnose, Thing::held_ticket, "-yyyyy-y---"},

    {Act::see, Thing::team_ticket, "-yyyyy-y-y-"},     {Act::unmask, Thing::team_ticket, "-r-----r-r-"},
    {Act::accept, Thing::team_ticket, "-yyyyy-y---"},  {Act::take, Thing::team_ticket, "-yyyyy-y---"},
    {Act::reply, Thing::team_ticket, "-y-----y---"},   {Act::note, Thing::team_ticket, "-yyyyy-y---"},
    {Act::ask, Thing::team_ticket, "-y-----y---"},     {Act::transfer, Thing::team_ticket, "-y-----y---"},
    {Act::resolve, Thing::team_ticket, "-y-----y---"}, {Act::close, Thing::team_ticket, "-y-----y---"},
    {Act::reopen, Thing::team_ticket, "-y-----y---"},  {Act::grade, Thing::team_ticket, "-y-----y---"},
    {Act::approve, Thing::team_ticket, "-y-yy--y---"}, {Act::diagnose, Thing::team_ticket, "-y-----y---"},

    {Act::merge, Thing::own_ticket, "yyyyyyyyyy-"},    {Act::merge, Thing::held_ticket, "-yyyyy-y---"},
    {Act::merge, Thing::team_ticket, "-y-----y---"},

    {Act::see, Thing::queue, "-yyyyyyy-y-"},           {Act::see, Thing::dead_letter, "-------yyy-"},
    {Act::replay, Thing::dead_letter, "-------yy--"},  {Act::see, Thing::audit, "-------yyy-"},
    {Act::see, Thing::article, "-yyyyy-yyy-"},         {Act::write, Thing::article, "-yyyyy-yy--"},
    {Act::review, Thing::article, "-----y-yy--"},      {Act::arrange, Thing::duty, "-y-----yy--"},
    {Act::take_out, Thing::queue, "-------r-r-"},      {Act::see, Thing::people, "-------yyy-"},
    {Act::write, Thing::people, "--------y--"},        {Act::batch, Thing::queue, "-yyyyy-y---"},
    {Act::write, Thing::view, "-yyyyyyyyy-"},          {Act::share, Thing::view, "-------yy--"},
    {Act::see, Thing::settings, "-------yyy-"},        {Act::write, Thing::settings, "--------y--"},
});

constexpr std::array<const char*, role_count> roles{"reporter", "agent",   "tester",     "developer",
                                                    "ops",      "product", "contractor", "lead",
                                                    "admin",    "auditor", "ended"};
constexpr std::array<const char*, 23> acts{"see",       "unmask",   "accept",  "take",   "reply",   "note",
                                           "ask",       "transfer", "resolve", "close",  "reopen",  "grade",
                                           "follow_up", "replay",   "write",   "review", "approve", "arrange",
                                           "export",    "diagnose", "merge",   "batch",  "share"};
constexpr std::array<const char*, 11> things{"own_ticket",  "held_ticket", "team_ticket", "queue",
                                             "dead_letter", "audit",       "article",     "duty",
                                             "people",      "view",        "settings"};

}  // namespace

std::span<const AccessRule> access_rules() { return rules; }

Grant granted(Role role, Act act, Thing thing) {
  const auto* rule = std::find_if(rules.begin(), rules.end(), [&](const AccessRule& one) {
    return one.act == act && one.thing == thing;
  });
  if (rule == rules.end()) return Grant::no;
  const char letter = rule->grants[static_cast<std::size_t>(role)];
  return letter == 'y' ? Grant::yes : letter == 'r' ? Grant::reason : Grant::no;
}

bool needs_second_factor(Role role) {
  return role == Role::contractor || role == Role::lead || role == Role::admin;
}

int unmask_limit(Role role) { return role == Role::lead || role == Role::auditor ? 50 : 20; }

std::optional<Role> role_named(std::string_view name) {
  if (name.empty()) return Role::reporter;
  for (std::size_t i = 0; i < roles.size(); ++i)
    if (name == roles[i]) return static_cast<Role>(i);
  return std::nullopt;
}

const char* name_of(Role role) { return roles[static_cast<std::size_t>(role)]; }
const char* name_of(Act act) { return acts[static_cast<std::size_t>(act)]; }
const char* name_of(Thing thing) { return things[static_cast<std::size_t>(thing)]; }

bool is_team(Role role) { return granted(role, Act::see, Thing::queue) != Grant::no; }
