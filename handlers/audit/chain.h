#pragma once
#include <optional>
#include <string>
#include <vector>

#include "bot/time.h"
#include "gateway/store/database.h"

/// The audit as a chain of hashes, so that any row that was changed, removed, inserted or moved is found.
///
/// Rows are written by whoever acts, in their own transaction; one sealer (an advisory lock) gives committed
/// rows their place afterwards. What stands unsealed, a second's worth, is not protected yet. Whoever can
/// write the whole database can make a new chain: against that stands a checkpoint kept elsewhere.

struct Checkpoint {
  long long count = 0;
  std::string head;  // hash of the last row; empty with none
};
/// "1234:9f86d0…".
std::string checkpoint_text(const Checkpoint& checkpoint);
/// "1234:~jpkg…", sixteen consonants: digits in a chat may be taken for a number that is to be hidden.
std::string checkpoint_letters(const Checkpoint& checkpoint);
/// Either of them.
std::optional<Checkpoint> checkpoint_of(const std::string& text);

constexpr std::size_t rows_a_pass = 5000;
/// A transaction may commit a low id after higher ones were sealed: so the sealer looks back over so many ids
/// at every pass, and now and then as far as something may still turn up, at most `long_look`.
constexpr long long short_look = 10'000, long_look = 1'000'000;
/// Seals up to `most` rows; how many. 0 also where another gateway is at it. Inside Connection::transact.
std::size_t seal_audit(Transaction& transaction, std::size_t most = rows_a_pass,
                       long long look_back = short_look);
Checkpoint audit_head(Transaction& transaction);
/// The largest id among the sealed rows; 0: none yet.
long long newest_sealed(Transaction& transaction);

/// True once for each stretch of `every` in which the chain has grown: the caller tells of it outside, in the
/// same transaction.
bool note_telling(Transaction& transaction, Seconds every, const Checkpoint& head);

struct AuditCheck {
  long long rows = 0;      // in the chain
  long long unsealed = 0;  // waiting for the sealer
  Checkpoint head;
  std::vector<std::string> faults;  // the first hundred: "seq 17: …"
  long long fault_count = 0;
};
/// Reads everything. `kept`: a checkpoint from outside, which the chain must still hold.
AuditCheck verify_audit(Transaction& transaction, const std::optional<Checkpoint>& kept);
