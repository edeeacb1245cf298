#include "handlers/cli/check_config.h"

#include <ostream>

#include "gateway/clock_zones.h"
#include "gateway/config.h"
#include "templates/clock_rules.h"

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
  out << (clocks ? "ok" : clocks.error().text) << "\n";
  return clocks ? 0 : 1;
}
