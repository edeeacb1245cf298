#include <cstdio>

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

/// calendar = "https://…", "a file beside this one.ics", or "upload": on the duty page alone.
bool read_source(ClockTable& table, DutySource& source) {
  constexpr Seconds longest{30 * 24 * 3600};
  const auto said = table.text("calendar");
  for (const auto& [key, part] : {std::pair{"refresh", &DutySource::refresh}, {"stale", &DutySource::stale}})
    if (const auto span = table.duration(key, longest); span > Seconds{0}) {
      if (span < Seconds{60}) table.problem(key, "is shorter than a minute");
      source.*part = span;
    }
  if (said == "upload") return true;
  if (said.starts_with("webcal://"))
    source.place = "https://" + said.substr(9);
  else
    source.place = said;
  if (said.find("://") != std::string::npos && !source.place.starts_with("https://") &&
      !source.place.starts_with("http://"))
    table.problem("calendar", "must be an address with https:// or http://, a file, or \"upload\"");
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
