#include "bot/runbook.h"

#include <algorithm>

#include "bot/words.h"

namespace {

bool allows(const std::vector<std::string>& list, const std::string& value) {
  return list.empty() || std::find(list.begin(), list.end(), value) != list.end();
}

/// 0: it is not for this ticket.
int fit(const Runbook& runbook, const std::string& system, const std::string& severity,
        const std::string& plain) {
  if (!allows(runbook.systems, system) || !allows(runbook.severities, severity)) return 0;
  const bool said = std::any_of(runbook.words.begin(), runbook.words.end(), [&](const auto& word) {
    return plain.find(bare(word)) != std::string::npos;
  });
  if (!runbook.words.empty() && !said) return 0;
  return (runbook.words.empty() ? 0 : 4) + (runbook.systems.empty() ? 0 : 2) +
         (runbook.severities.empty() ? 0 : 1);
}

}  // namespace

const Runbook* runbook_for(const std::vector<Runbook>& runbooks, const std::string& system,
                           const std::string& severity, const std::string& report) {
  const auto plain = bare(report);
  const Runbook* best = nullptr;
  int most = 0;
  for (const auto& runbook : runbooks) {
    const auto fits = fit(runbook, system, severity, plain);
    if (fits <= most) continue;
    most = fits;
    best = &runbook;
  }
  return best;
}

const Runbook* runbook_named(const std::vector<Runbook>& runbooks, const std::string& id) {
  const auto found =
      std::find_if(runbooks.begin(), runbooks.end(), [&](const auto& one) { return one.id == id; });
  return found == runbooks.end() ? nullptr : &*found;
}

bool is_checked(const std::string& checks, std::size_t step) {
  return ("," + checks + ",").find("," + std::to_string(step) + ",") != std::string::npos;
}
