#include "handlers/cli/check_config.h"

#include <ostream>

#include "gateway/clock.h"
#include "gateway/config.h"
#include "handlers/intake/library.h"
#include "handlers/sla/calendar_fetcher.h"
#include "handlers/sla/ical_roster.h"
#include "templates/pages.h"

namespace {

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
        text ? read_calendar(text->text, roster.zone, people, now()) : Result<CalendarRoster>(text.error());
    if (!text) out << roster.source.place << ": cannot be read (" << text.error().text << ")\n";
    if (text && !read) out << roster.source.place << ": " << read.error().text << "\n";
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
  // All that a start refuses: an upgrade is checked by this before it counts.
  const auto library = load_library(*config);
  const auto pages = Pages::load(config->templates_folder + "/pages");
  if (!library) out << library.error().text << "\n";
  if (!pages) out << pages.error().text << "\n";
  if (!library || !pages) return 1;
  if (!calendars_are_good(*config, *(*library)->clock_files, out)) return 1;
  out << "ok\n";
  return 0;
}
