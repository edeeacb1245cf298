#include "handlers/cli/check_config.h"

#include <ostream>

#include "gateway/clock.h"
#include "gateway/clock_zones.h"
#include "gateway/config.h"
#include "handlers/diagnostics/book.h"
#include "handlers/sla/calendar_keeper.h"
#include "handlers/sla/ical_roster.h"
#include "templates/clock_rules.h"
#include "templates/dictionary.h"
#include "templates/forms.h"
#include "templates/handover.h"
#include "templates/incidents.h"
#include "templates/runbooks.h"

namespace {

/// What is wrong with the look-ups; with the forms and words that they name too.
std::string lookups_of(const Config& config) {
  const auto dictionary = load_dictionary(config.templates_folder + "/forms/dictionary.toml");
  if (!dictionary) return dictionary.error().text;
  const auto forms = load_forms(config.templates_folder + "/forms");
  if (!forms) return forms.error().text;
  const auto book = load_diagnostic_book(config, *forms, *dictionary);
  return book ? std::string() : book.error().text;
}

/// Calendars that are files: who is meant must be of the configuration or of a rotation here.
bool calendars_are_good(const Config& config, const ClockRules& clocks, std::ostream& out) {
  CalendarFetcher files(config.clocks_folder.empty() ? config.templates_folder + "/clocks"
                                                     : config.clocks_folder);
  std::vector<DutyPerson> people;
  for (const auto& person : config.people) people.push_back({person.userid, person.name});
  for (const auto& roster : clocks.rosters)
    for (const auto& layer : roster.layers)
      for (const auto& person : layer.people) people.push_back({person, ""});
  bool good = true;
  for (const auto& roster : clocks.rosters) {
    if (roster.source.place.empty() || is_address(roster.source.place)) continue;
    const auto text = files.fetch(roster.source.place);
    const auto read =
        text ? read_calendar(*text, roster.zone, people, now()) : Result<CalendarRoster>(text.error());
    if (!read) out << roster.source.place << ": " << read.error().text << "\n";
    good = good && read;
    if (read)
      for (const auto& [line, why, what] : read->problems)
        out << roster.source.place << ":" << line << ": " << why << ": " << what << "\n";
  }
  return good;
}

}  // namespace

int run_check_config(const std::string& file, std::ostream& out) {
  const auto problems = check_config(file);
  for (const auto& [line, field, text] : problems)
    out << file << ":" << line << ": " << field << ": " << text << "\n";
  if (!problems.empty()) return 1;
  const auto config = load_config(file);
  if (!config) return 1;
  const auto& folder = config->clocks_folder;
  const auto clocks =
      load_clock_rules(folder.empty() ? config->templates_folder + "/clocks" : folder, zone_named);
  const auto handover = load_handover_rules(config->templates_folder + "/handover");
  if (!clocks) out << clocks.error().text << "\n";
  if (!handover) out << handover.error().text << "\n";
  const auto runbooks = load_runbooks(config->templates_folder + "/runbooks");
  if (!runbooks) out << runbooks.error().text << "\n";
  const auto burst = load_burst_rule(config->templates_folder + "/incidents.toml");
  if (!burst) out << burst.error().text << "\n";
  if (!clocks || !handover || !runbooks || !burst) return 1;
  if (const auto problems_of_lookups = lookups_of(*config); !problems_of_lookups.empty()) {
    out << problems_of_lookups << "\n";
    return 1;
  }
  if (!calendars_are_good(*config, *clocks, out)) return 1;
  out << "ok\n";
  return 0;
}
