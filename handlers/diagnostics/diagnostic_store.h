#pragma once
#include <string>
#include <vector>

#include "bot/diagnostic.h"
#include "bot/message.h"
#include "gateway/store/database.h"
#include "handlers/diagnostics/diagnostic_ask.h"

/// Look-ups as rows: work that is claimed and fenced, then what came of it. Only inside Connection::transact.

/// Writes them, and who asked into the audit. One that runs already is not begun again, but who asks for it
/// in chat hears of it too; returns how many are new.
std::size_t ask_diagnostics(Transaction& transaction, const std::vector<DiagnosticAsk>& asks);
/// Of tickets of the last day that the team sees, each once.
std::size_t ask_at_opening(Transaction& transaction, const Diagnostic& diagnostic);

struct DiagnosticClaim {
  long long id = 0, fence = 0;
  int attempts = 0;
  DiagnosticAsk ask;
};
std::vector<DiagnosticClaim> claim_diagnostics(Transaction& transaction, std::size_t limit, Seconds lease);

struct DiagnosticEnd {
  std::string outcome, detail, findings;
  Millis took{0};
};
/// False: another worker holds the row, or has ended it; nothing was written.
bool finish_diagnostic(Transaction& transaction, const DiagnosticClaim& claim, const DiagnosticEnd& end);
/// Everybody who asked in chat and waits for what came of it.
std::vector<DiagnosticAsk> askers_of(Transaction& transaction, const DiagnosticClaim& claim);

/// As if it had not been claimed: whoever looks next takes it.
void give_back_diagnostic(Transaction& transaction, const DiagnosticClaim& claim);

struct DiagnosticRun {
  long long id = 0;
  DiagnosticAsk ask;
  Time asked_at{}, done_at{};  // epoch: it waits or runs
  DiagnosticEnd end;
};
/// Newest first.
std::vector<DiagnosticRun> runs_of_ticket(Transaction& transaction, long long ticket);
