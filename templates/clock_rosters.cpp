#include <algorithm>

#include "templates/clock_parts.h"

namespace {

std::chrono::minutes hand_over_of(ClockTable& table) {
  const auto said = table.text("hand_over");
  if (said.empty()) return std::chrono::hours{9};
  const auto shift = shift_of("00:00-" + said);
  if (said == "00:00") return std::chrono::minutes{0};
  if (!shift || shift->to >= std::chrono::hours{24}) {
    table.problem("hand_over", "\"" + said + "\" is no time of the day like \"09:00\"");
    return std::chrono::hours{9};
  }
  return shift->to;
}

/// "2026-03-08 09:00" on the roster's clock.
Time moment_of(ClockTable& table, const char* key, const Zone& zone) {
  const auto said = table.required(key);
  const auto day = said.size() == 16 ? day_named(said.substr(0, 10)) : std::nullopt;
  const auto shift = day ? shift_of(said.substr(11) + "-48:00") : std::nullopt;
  if (!shift) {
    if (!said.empty()) table.problem(key, "\"" + said + "\" is no moment like \"2026-03-08 09:00\"");
    return {};
  }
  return instant_of(zone, LocalTime{*day} + shift->from);
}

void check_span(ClockTable& table, Time from, Time to) {
  if (from != Time{} && to != Time{} && to <= from) table.problem("to", "lies before its beginning");
}

Rotation rotation_of(ClockTable& table) {
  Rotation rotation;
  rotation.people = table.texts("people");
  if (rotation.people.empty()) table.problem("people", "somebody must take turns");
  const auto first = day_named(table.required("first"));
  if (first)
    rotation.first = *first;
  else
    table.problem("first", "must be a day like \"2026-03-02\"");
  const auto turn = table.choice("turn", {"daily", "weekly"});
  rotation.days = table.number("days", 1, 90, turn == "daily" ? 1 : 7);
  if (table.node("days") != nullptr && !turn.empty()) table.problem("days", "say turn or days, not both");
  rotation.hand_over = hand_over_of(table);
  for (const auto& said : table.texts("hours"))
    if (const auto shift = shift_of(said))
      rotation.hours.push_back(*shift);
    else
      table.problem("hours", "\"" + said + "\" is no shift; one is like \"09:00-18:00\"");
  table.end();
  return rotation;
}

/// What the desk fetches by itself, from inside the firm's network: nothing but a plain address.
std::string fault_of_address(std::string_view place) {
  constexpr std::size_t longest = 2000;
  const auto scheme = place.find("://");
  if (place.substr(0, scheme) != "https" && place.substr(0, scheme) != "http")
    return "must be an address with https:// or http://, a file, or \"upload\"";
  if (place.size() > longest) return "is longer than " + std::to_string(longest) + " characters";
  for (const char c : place)
    if (c <= ' ' || c > '~' || std::string_view("\"<>\\^`{|}").find(c) != std::string_view::npos)
      return "holds a character that an address cannot have; write it as %20 and the like";
  const auto host = place.substr(scheme + 3, place.find_first_of("/?#", scheme + 3) - scheme - 3);
  if (host.find('@') != std::string_view::npos)
    return "must not hold a name or password; calendars have a secret address instead";
  if (host.empty() || host.front() == ':') return "names no host";
  return {};
}

/// calendar = "https://…", "a file beside this one.ics", or "upload": on the duty page alone.
bool read_source(ClockTable& table, DutySource& source) {
  constexpr Seconds longest{30 * 24 * 3600};
  const auto said = table.text("calendar");
  for (const auto& [key, part] : {std::pair{"refresh", &DutySource::refresh}, {"stale", &DutySource::stale}})
    if (const auto span = table.duration(key, longest); span > Seconds{0}) {
      if (span < Seconds{60}) table.problem(key, "is shorter than a minute");
      source.*part = span;
    }
  if (table.node("stale") == nullptr) source.stale = std::max(source.stale, 2 * source.refresh);
  if (source.stale < source.refresh) table.problem("stale", "is shorter than refresh");
  if (said == "upload") return true;
  if (said.starts_with("webcal://"))
    source.place = "https://" + said.substr(9);
  else
    source.place = said;
  if (said.find("://") != std::string::npos)
    if (const auto fault = fault_of_address(source.place); !fault.empty()) table.problem("calendar", fault);
  return !said.empty();
}

Roster roster_of(ClockTable& table, const ZoneByName& zones) {
  Roster roster;
  roster.id = table.required("id");
  roster.name = table.required("name");
  roster.backup = table.text("backup");
  const auto name = table.required("zone");
  if (auto zone = zones(name))
    roster.zone = *std::move(zone);
  else if (!name.empty())
    table.problem("zone", zone.error().text);
  for (const auto* each : table.tables("rotation")) {
    ClockTable one(*each, table.problems());
    roster.layers.push_back(rotation_of(one));
  }
  const bool by_calendar = read_source(table, roster.source);
  if (roster.layers.empty() && !by_calendar)
    table.problem("rotation", "a roster needs a [[roster.rotation]] or a calendar");
  for (const auto* each : table.tables("override")) {
    ClockTable one(*each, table.problems());
    roster.overrides.push_back(
        {moment_of(one, "from", roster.zone), moment_of(one, "to", roster.zone), one.required("person")});
    check_span(one, roster.overrides.back().from, roster.overrides.back().to);
    one.end();
  }
  for (const auto* each : table.tables("swap")) {
    ClockTable one(*each, table.problems());
    DutySwap swap{moment_of(one, "from", roster.zone), moment_of(one, "to", roster.zone), one.required("one"),
                  one.required("other")};
    check_span(one, swap.from, swap.to);
    one.end();
    roster.swaps.push_back(std::move(swap));
  }
  table.end();
  return roster;
}

}  // namespace

void read_rosters(ClockTable& root, ClockRules& rules, const ZoneByName& zones) {
  for (const auto* each : root.tables("roster")) {
    ClockTable table(*each, root.problems());
    auto roster = roster_of(table, zones);
    if (rules.roster(roster.id) != nullptr && !roster.id.empty())
      table.problem("id", "\"" + roster.id + "\" stands twice");
    rules.rosters.push_back(std::move(roster));
  }
}
