#include "handlers/cli/check_config.h"

#include <ostream>

#include "gateway/config.h"

int run_check_config(const std::string& file, std::ostream& out) {
  const auto problems = check_config(file);
  for (const auto& [line, field, text] : problems)
    out << file << ":" << line << ": " << field << ": " << text << "\n";
  if (problems.empty()) out << "ok\n";
  return problems.empty() ? 0 : 1;
}
