/// Limits as people read them: when alike tickets are an incident, what is promised, when people work, who is
/// reminded; and what the configuration file limits.
#include <algorithm>

#include "handlers/settings/settings_parts.h"

namespace {

std::string two(long number) { return (number < 10 ? "0" : "") + std::to_string(number); }

std::string shifts_text(const std::vector<DayShift>& shifts) {
  std::string text;
  const auto hour = [](std::chrono::minutes at) { return two(at.count() / 60) + ":" + two(at.count() % 60); };
  for (const auto& shift : shifts)
    text += (text.empty() ? "" : ", ") + hour(shift.from) + "–" + hour(shift.to);
  return text;
}

std::string name_of_calendar(const SettingsReader& reader,
                             const std::shared_ptr<const WorkCalendar>& calendar) {
  const auto id = calendar ? calendar->plan().id : std::string();
  return id.empty() || id == "always" ? reader.word("settings.always") : id;
}

SettingsSection titled(const SettingsReader& reader, const std::string& heading,
                       std::initializer_list<const char*> columns) {
  SettingsSection section;
  section.heading = heading;
  for (const auto* column : columns)
    section.columns.push_back(reader.word(std::string("settings.") + column));
  return section;
}

std::vector<SettingsSection> policy_sections(const SettingsReader& reader) {
  std::vector<SettingsSection> sections;
  for (const auto& policy : reader.library->clock_files->policies)
    for (const auto& version : policy.versions) {
      auto section = titled(reader, policy.id + " · " + reader.word("settings.from") + " " + version.name,
                            {"severity", "response", "resolution", "calendar"});
      section.hint =
          policy.systems.empty() ? reader.word("settings.all_systems") : joined_words(policy.systems);
      for (auto i = severities; i-- > 0;) {
        const auto& target = version.targets[i];
        section.rows.push_back({reader.word(std::string("severity.") + name_of(static_cast<Severity>(i))),
                                shown_duration(reader, target.response),
                                shown_duration(reader, target.resolution),
                                name_of_calendar(reader, target.calendar)});
      }
      sections.push_back(std::move(section));
    }
  return sections;
}

std::vector<SettingsSection> calendar_sections(const SettingsReader& reader) {
  std::vector<SettingsSection> sections;
  for (const auto& [id, calendar] : reader.library->clock_files->calendars) {
    const auto& plan = calendar->plan();
    if (id == "always") continue;
    auto section = titled(reader, id, {"weekday", "hours"});
    section.hint = plan.zone.name;
    for (std::size_t day = 1; day <= 7; ++day) {  // weeks begin on Monday
      const auto& shifts = plan.week[day % 7];
      section.rows.push_back({reader.word("weekday.d" + std::to_string(day)),
                              shifts.empty() ? reader.word("settings.nobody_works") : shifts_text(shifts)});
    }
    const auto free =
        std::count_if(plan.days.begin(), plan.days.end(), [](const auto& day) { return day.second.holiday; });
    section.rows.push_back({reader.word("settings.holidays"), std::to_string(free)});
    section.rows.push_back(
        {reader.word("settings.make_up"), std::to_string(static_cast<long>(plan.days.size()) - free)});
    sections.push_back(std::move(section));
  }
  return sections;
}

std::vector<SettingsSection> chain_sections(const SettingsReader& reader) {
  std::vector<SettingsSection> sections;
  const auto& rules = *reader.library->clock_files;
  auto used = titled(reader, reader.word("settings.warnings"), {"warning", "chain"});
  for (std::size_t i = 0; i < warnings; ++i)
    used.rows.push_back(
        {reader.word(std::string("settings.") + name_of(static_cast<Warning>(i))),
         rules.chain_of[i].empty() ? reader.word("settings.nobody_told") : rules.chain_of[i]});
  sections.push_back(std::move(used));
  for (const auto& [id, chain] : rules.chains) {
    auto section = titled(reader, id, {"step", "what"});
    long number = 0;
    for (const auto& step : chain.steps) {
      const bool waits = step.kind == ChainStep::Kind::wait;
      const auto* verb = waits                                ? "settings.wait"
                         : step.kind == ChainStep::Kind::tell ? "settings.tell"
                                                              : "settings.call";
      section.rows.push_back(
          {std::to_string(++number),
           reader.word(verb) + " " + (waits ? shown_duration(reader, step.wait) : step.to)});
    }
    section.rows.push_back({reader.word("settings.repeat"), std::to_string(chain.repeat)});
    if (chain.repeat > 0)
      section.rows.push_back({reader.word("settings.every"), shown_duration(reader, chain.every)});
    if (chain.hours)
      section.rows.push_back({reader.word("settings.hours"), name_of_calendar(reader, chain.hours)});
    sections.push_back(std::move(section));
  }
  return sections;
}

SettingsSection roster_section(const SettingsReader& reader) {
  auto section = titled(reader, reader.word("settings.rosters"), {"roster", "people", "zone"});
  for (const auto& roster : reader.library->clock_files->rosters) {
    std::vector<std::string> people;
    for (const auto& layer : roster.layers)
      for (const auto& person : layer.people)
        if (std::find(people.begin(), people.end(), person) == people.end()) people.push_back(person);
    section.rows.push_back({roster.name + "\n" + roster.id, joined_words(people), roster.zone.name});
  }
  return section;
}

std::string megabytes(long long bytes) { return std::to_string(bytes / 1048576) + " MB"; }

}  // namespace

std::string shown_duration(const SettingsReader& reader, Millis length) {
  const auto seconds = std::chrono::duration_cast<Seconds>(length).count();
  if (seconds == 0) return "–";
  std::string text;
  const auto add = [&](long long number, const char* unit) {
    if (number > 0) text += (text.empty() ? "" : " ") + std::to_string(number) + " " + reader.word(unit);
  };
  add(seconds / 3600, "settings.hour");
  add(seconds / 60 % 60, "settings.minute");
  add(seconds % 60, "settings.second");
  return text;
}

std::vector<SettingsSection> limit_sections(const SettingsReader& reader, const std::string& path) {
  if (path == "incidents.toml") {
    auto section = titled(reader, reader.word("settings.incidents"), {"tickets", "within"});
    const auto& burst = reader.library->burst;
    section.rows.push_back({std::to_string(burst.count), shown_duration(reader, burst.within)});
    return {section};
  }
  if (path == "clocks/policies.toml") return policy_sections(reader);
  if (path == "clocks/calendars.toml") return calendar_sections(reader);
  if (path == "clocks/escalation.toml") return chain_sections(reader);
  if (path == "clocks/duty.toml") return {roster_section(reader)};
  return {};
}

std::vector<SettingsSection> config_sections(const SettingsReader& reader, const Config& config,
                                             const std::vector<RateLimit>& limits) {
  auto rates = titled(reader, reader.word("settings.rates"), {"scope", "account_kind", "count", "window"});
  for (const auto& limit : limits)
    rates.rows.push_back(
        {limit.scope, limit.kind, std::to_string(limit.count), shown_duration(reader, limit.window)});
  auto files = titled(reader, reader.word("settings.sizes"), {"limit", "value"});
  const auto add = [&](const char* name, const std::string& value) {
    files.rows.push_back({reader.word(std::string("settings.") + name), value});
  };
  add("largest", megabytes(config.files.largest));
  add("largest_picture", megabytes(config.files.largest_picture));
  add("files_of_ticket", std::to_string(config.files.files_of_ticket));
  add("bytes_of_ticket", megabytes(config.files.bytes_of_ticket));
  add("files_of_person", std::to_string(config.files.files_of_person_a_day));
  add("dialog_timeout", shown_duration(reader, config.dialog_timeout));
  return {std::move(rates), std::move(files)};
}
