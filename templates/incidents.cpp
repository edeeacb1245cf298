#include "templates/incidents.h"

#include "templates/clock_table.h"

Result<BurstRule> load_burst_rule(const std::string& file, const TextLayer& layer) {
  constexpr Seconds longest{24 * 3600};
  BurstRule rule;
  const auto read = read_clock_file(
      file,
      [&](ClockTable& root) {
        rule.count = root.number("tickets", 3, 30, rule.count);
        if (const auto within = root.duration("within", longest); within > Seconds{0}) rule.within = within;
      },
      layer);
  if (!read) return read.error();
  return rule;
}
