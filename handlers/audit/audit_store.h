#pragma once
#include <string>
#include <vector>

#include "bot/time.h"
#include "gateway/store/database.h"

/// Who did or read what. Written in the transaction of the act itself. Only inside Connection::transact.

struct AuditRow {
  std::string actor;  // key of the person's conversation; empty: the desk itself
  std::string role;
  std::string act;     // see, unmask, accept, …
  std::string thing;   // ticket:1002
  std::string detail;  // which field, which digest; never a customer's value
  std::string reason;
  std::string way;  // chat | page | cli
  std::string remote;
};
void audit(Transaction& transaction, const std::vector<AuditRow>& rows);

/// How many fields the person has unmasked within 24 hours.
int unmasked_lately(Transaction& transaction, const std::string& actor);

struct AuditEntry {
  long long id = 0;
  Time at{};
  AuditRow row;
};
struct AuditFilter {
  std::string actor, act, thing;  // empty: any
  long long before = 0;           // ids below; 0: from the newest
  std::size_t limit = 50;
};
/// Newest first.
std::vector<AuditEntry> audit_list(Transaction& transaction, const AuditFilter& filter);
