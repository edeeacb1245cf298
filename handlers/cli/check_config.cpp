#include "handlers/cli/check_config.h"

#include <ostream>

#include "gateway/clock_zones.h"
#include "gateway/config.h"
#include "templates/clock_rules.h"
#include "templates/handover.h"

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
  if (!clocks || !handover) return 1;
  out << "ok\n";
  return 0;
}
