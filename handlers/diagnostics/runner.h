#pragma once
#include <stop_token>
#include <string>

#include "bot/diagnostic.h"
#include "gateway/config.h"
#include "gateway/delivery/http_client.h"
#include "handlers/diagnostics/findings.h"

/// Asks another system. Blocks for the look-up's timeout and a few seconds at most, and hardly at all once
/// `stop` is asked for; to be called outside of any transaction of ours.

/// `outcome`: found · late · away · refused · too_large · unreadable. `detail` is fit to be shown: a status
/// or a code, never words of the other system, which may repeat a customer's value.
struct LookedUp {
  std::string outcome = "found";
  std::string detail;
  Findings findings;  // raw, not masked yet
};
LookedUp look_up(const Diagnostic& diagnostic, const DiagnosticCall& call, const TargetConfig& target,
                 int minutes_east, const std::stop_token& stop = {});
/// Whether the target answers at all; an Error says what it did instead.
Result<std::string> knock_at(const TargetConfig& target);
