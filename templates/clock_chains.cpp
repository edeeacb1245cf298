#include <algorithm>

#include "templates/clock_parts.h"

namespace {

constexpr Seconds longest_wait{72 * 3600};
constexpr Seconds shortest_wait{60};  // a reminder a second would be a flood

bool known_listener(const std::string& to, const ClockRules& rules) {
  if (to == "team" || to == "assignee" || to == "lead") return true;
  const auto colon = to.find(':');
  if (colon == std::string::npos || colon + 1 == to.size()) return false;
  const auto kind = to.substr(0, colon), what = to.substr(colon + 1);
  if (kind == "duty") return rules.roster(what) != nullptr;
  if (kind == "person") return true;
  static const std::vector<std::string> roles{"agent",   "tester",     "developer", "ops",
                                              "product", "contractor", "lead"};
  return kind == "role" && std::find(roles.begin(), roles.end(), what) != roles.end();
}

ChainStep step_of(ClockTable& table, const ClockRules& rules) {
  ChainStep step;
  const bool waits = table.node("wait") != nullptr, tells = table.node("tell") != nullptr,
             calls = table.node("webhook") != nullptr;
  if (waits + tells + calls != 1) table.problem("tell", "a step is one of wait, tell, webhook");
  if (waits) {
    step.kind = ChainStep::Kind::wait;
    step.wait = table.duration("wait", longest_wait);
    if (step.wait > Seconds{0} && step.wait < shortest_wait)
      table.problem("wait", "is shorter than a minute");
  } else if (calls) {
    step.kind = ChainStep::Kind::hook;
    step.to = table.text("webhook");
    if (!rules.hooks.count(step.to)) table.problem("webhook", "no [[webhook]] \"" + step.to + "\"");
  } else {
    step.to = table.text("tell");
    if (!known_listener(step.to, rules))
      table.problem("tell", "\"" + step.to +
                                "\" is none of: team, assignee, lead, duty:ROSTER, role:ROLE, person:USERID");
  }
  table.end();
  return step;
}

Chain chain_of(ClockTable& table, const ClockRules& rules) {
  Chain chain;
  chain.id = table.required("id");
  chain.repeat = table.number("repeat", 0, 10, 0);
  if (const auto every = table.duration("every", longest_wait); every > Seconds{0}) chain.every = every;
  if (chain.every < shortest_wait) table.problem("every", "is shorter than a minute");
  if (const auto hours = table.text("hours"); !hours.empty()) {
    const auto found = rules.calendars.find(hours);
    if (found == rules.calendars.end())
      table.problem("hours", "no calendar \"" + hours + "\" in calendars.toml");
    else
      chain.hours = found->second;
  }
  chain.until_acknowledged = table.choice("until", {"acknowledged", "stopped"}) != "stopped";
  for (const auto* each : table.tables("step")) {
    ClockTable one(*each, table.problems());
    chain.steps.push_back(step_of(one, rules));
  }
  if (chain.steps.empty()) table.problem("step", "a chain needs a [[chain.step]]");
  table.end();
  return chain;
}

ContactWay way_of(ClockTable& table, const ClockRules& rules) {
  ContactWay way;
  const auto by = table.choice("by", {"app", "group", "webhook", "person"});
  way.kind = by == "group"     ? ContactWay::Kind::group
             : by == "webhook" ? ContactWay::Kind::hook
             : by == "person"  ? ContactWay::Kind::person
                               : ContactWay::Kind::app;
  way.to = table.text("to");
  if (by.empty()) table.problem("by", "must be one of: app, group, webhook, person");
  if (by == "webhook" && !rules.hooks.count(way.to)) table.problem("to", "no [[webhook]] \"" + way.to + "\"");
  if (by == "person" && way.to.empty()) table.problem("to", "must be the user id of who stands behind");
  if (const auto wait = table.duration("wait", longest_wait); wait > Seconds{0}) way.wait = wait;
  if (way.wait < shortest_wait) table.problem("wait", "is shorter than a minute");
  for (const auto& said : table.texts("hours"))
    if (const auto shift = shift_of(said))
      way.hours.push_back(*shift);
    else
      table.problem("hours", "\"" + said + "\" is no shift; one is like \"09:00-18:00\"");
  table.end();
  return way;
}

Contact contact_of(ClockTable& table, const ClockRules& rules, const ZoneByName& zones) {
  Contact contact;
  contact.person = table.required("person");
  if (rules.contact(contact.person) != nullptr)
    table.problem("person", "\"" + contact.person + "\" stands twice");
  const auto name = table.required("zone");
  if (auto zone = zones(name))
    contact.zone = *std::move(zone);
  else if (!name.empty())
    table.problem("zone", zone.error().text);
  for (const auto* each : table.tables("way")) {
    ClockTable one(*each, table.problems());
    contact.ways.push_back(way_of(one, rules));
  }
  if (contact.ways.empty()) table.problem("way", "a contact needs a [[contact.way]]");
  table.end();
  return contact;
}

}  // namespace

void read_chains(ClockTable& root, ClockRules& rules, const ZoneByName& zones) {
  for (const auto* each : root.tables("webhook")) {
    ClockTable table(*each, root.problems());
    HookPlace hook{table.required("name"), table.required("url")};
    if (!hook.url.starts_with("https://") && !hook.url.starts_with("http://"))
      table.problem("url", "must begin with https:// or http://");
    table.end();
    rules.hooks[hook.name] = hook;
  }
  for (const auto* each : root.tables("contact")) {
    ClockTable table(*each, root.problems());
    rules.contacts.push_back(contact_of(table, rules, zones));
  }
  for (const auto* each : root.tables("chain")) {
    ClockTable table(*each, root.problems());
    auto chain = chain_of(table, rules);
    if (rules.chains.count(chain.id)) table.problem("id", "\"" + chain.id + "\" stands twice");
    rules.chains[chain.id] = std::move(chain);
  }
  for (std::size_t i = 0; i < warnings; ++i) {
    const auto* name = name_of(static_cast<Warning>(i));
    rules.chain_of[i] = root.text(name);
    if (!rules.chain_of[i].empty() && !rules.chains.count(rules.chain_of[i]))
      root.problem(name, "no [[chain]] \"" + rules.chain_of[i] + "\"");
  }
}
