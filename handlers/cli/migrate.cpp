#include "handlers/cli/migrate.h"

#include <iostream>

#include "gateway/store/migrate.h"
#include "handlers/app.h"

int run_migrate(const Config& config) {
  const auto applied = migrate(database_of(config));
  if (!applied) {
    std::cerr << applied.error().text << '\n';
    return 1;
  }
  for (const auto& name : *applied) std::cout << "applied " << name << '\n';
  if (applied->empty()) std::cout << "nothing to do\n";
  return 0;
}
