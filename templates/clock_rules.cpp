#include "templates/clock_rules.h"

#include <filesystem>
#include <set>

#include "bot/duty_when.h"
#include "templates/clock_parts.h"

const char* name_of(Warning warning) {
  constexpr std::array<const char*, warnings> names{"response_soon", "response_overdue", "resolution_soon",
                                                    "resolution_overdue"};
  return names[static_cast<std::size_t>(warning)];
}

const Chain* ClockRules::chain(Warning warning) const {
  const auto found = chains.find(chain_of[static_cast<std::size_t>(warning)]);
  return found == chains.end() ? nullptr : &found->second;
}

const Roster* ClockRules::roster(const std::string& id) const {
  for (const auto& one : rosters)
    if (id.empty() || one.id == id) return &one;
  return nullptr;
}

const Contact* ClockRules::contact(const std::string& person) const {
  for (const auto& one : contacts)
    if (same_person(one.person, person)) return &one;
  return nullptr;
}

namespace {

using std::chrono::days;

std::shared_ptr<const WorkCalendar> calendar_of(ClockTable& table, const char* key, const ClockRules& rules) {
  const auto id = table.text(key);
  if (id.empty()) return nullptr;
  const auto found = rules.calendars.find(id);
  if (found != rules.calendars.end()) return found->second;
  table.problem(key, "no calendar \"" + id + "\" in calendars.toml");
  return nullptr;
}

constexpr Seconds longest_target{2000 * 3600};

SlaTarget target_in(const toml::table& from, ClockTable& version, ClockRules& rules,
                    const std::shared_ptr<const WorkCalendar>& otherwise) {
  ClockTable table(from, version.problems());
  SlaTarget target;
  target.response = table.duration("response", longest_target);
  target.resolution = table.duration("resolution", longest_target);
  target.calendar = calendar_of(table, "calendar", rules);
  if (!target.calendar) target.calendar = otherwise;
  if (target.response > target.resolution && target.resolution > Millis{0})
    table.problem("response", "is longer than the time to the solution");
  table.end();
  return target;
}

SlaVersion version_in(ClockTable& table, ClockRules& rules, const ZoneByName& zones) {
  SlaVersion version;
  version.name = table.required("from");
  const auto day = day_named(version.name);
  const auto zone = zones(table.text("zone"));
  if (!zone && table.node("zone") != nullptr) table.problem("zone", zone.error().text);
  if (!day && !version.name.empty()) table.problem("from", "\"" + version.name + "\" is no day");
  if (day) version.from = instant_of(zone ? *zone : fixed_zone(std::chrono::hours{8}), LocalTime{*day});
  version.pauses = table.texts("pauses");
  // The roles, and what templates/handover/waiting.toml lets a ticket wait for.
  static const std::set<std::string> reasons{"reporter", "tester",     "developer",  "ops",
                                             "product",  "contractor", "customer",   "vendor",
                                             "exchange", "release",    "observation"};
  for (const auto& reason : version.pauses)
    if (!reasons.count(reason))
      table.problem("pauses", "\"" + reason +
                                  "\" is none of: reporter, tester, developer, ops, product, contractor, "
                                  "customer, vendor, exchange, release, observation");
  version.soon_percent = table.number("soon_percent", 10, 99, 80);
  version.reopen_restarts = table.choice("reopen", {"continue", "restart"}) == "restart";
  auto calendar = calendar_of(table, "calendar", rules);
  if (!calendar) calendar = rules.calendars.at("always");
  for (std::size_t i = 0; i < severities; ++i) {
    const auto* name = name_of(static_cast<Severity>(i));
    const auto* target = table.node(name);
    if (target == nullptr || target->as_table() == nullptr)
      table.problem(name, "must say { response = …, resolution = … }");
    else
      version.targets[i] = target_in(*target->as_table(), table, rules, calendar);
  }
  table.end();
  return version;
}

void read_policies(ClockTable& root, ClockRules& rules, const ZoneByName& zones) {
  std::set<std::string> seen;
  for (const auto* from : root.tables("policy")) {
    ClockTable table(*from, root.problems());
    SlaPolicy policy;
    policy.id = table.required("id");
    policy.systems = table.texts("systems");
    if (!seen.insert(policy.id).second) table.problem("id", "\"" + policy.id + "\" stands twice");
    if (!rules.policies.empty() && rules.policies.back().systems.empty())
      table.problem("systems", "the policy before this one is for every system, so this one is never used");
    for (const auto* each : table.tables("version")) {
      ClockTable one(*each, root.problems());
      policy.versions.push_back(version_in(one, rules, zones));
      const auto count = policy.versions.size();
      if (count > 1 && policy.versions[count - 1].from <= policy.versions[count - 2].from)
        one.problem("from", "versions stand in the order of their first day");
    }
    if (policy.versions.empty()) table.problem("version", "a policy needs a [[policy.version]]");
    table.end();
    rules.policies.push_back(std::move(policy));
  }
}

/// Runs `read` over a file of the folder, where there is one.
template <class Read>
void part(const std::string& folder, const char* name, const TextLayer& layer, std::string& problems,
          Read read) {
  const auto file = folder + "/" + name;
  if (!std::filesystem::exists(file)) return;
  const auto done = read_clock_file(file, read, layer);
  if (!done) problems += (problems.empty() ? "" : "\n") + done.error().text;
}

}  // namespace

Result<ClockRules> load_clock_rules(const std::string& folder, const ZoneByName& zones,
                                    const TextLayer& layer) {
  ClockRules rules;
  rules.calendars["always"] = std::make_shared<const WorkCalendar>(WorkCalendar::always());
  std::string problems;
  if (const auto file = folder + "/calendars.toml"; std::filesystem::exists(file)) {
    auto calendars = load_calendars(file, zones, layer);
    // What names a calendar cannot be judged without them.
    if (!calendars) return calendars.error();
    rules.calendars = *std::move(calendars);
  }
  part(folder, "policies.toml", layer, problems,
       [&](ClockTable& root) { read_policies(root, rules, zones); });
  part(folder, "duty.toml", layer, problems, [&](ClockTable& root) { read_rosters(root, rules, zones); });
  part(folder, "escalation.toml", layer, problems,
       [&](ClockTable& root) { read_chains(root, rules, zones); });
  if (!problems.empty()) return Error{Kind::bad_input, problems};
  return rules;
}
