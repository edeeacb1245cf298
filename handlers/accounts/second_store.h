#pragma once
#include <string>
#include <vector>

#include "bot/time.h"
#include "gateway/secret.h"
#include "gateway/store/database.h"

/// The second factor of each person. Only inside Connection::transact. `key` seals what lies in the database.

struct SecondFactor {
  bool enrolled = false;
  bool locked = false;
  std::string proposed;  // a secret that waits for its first code; empty: none
  std::size_t recovery_codes = 0;
};
SecondFactor second_factor(Transaction& transaction, const std::string& userid, const Secret& key, Time now);
/// Gives the secret that is to be shown: the one proposed earlier, else a new one.
std::string propose_second(Transaction& transaction, const std::string& userid, const Secret& key, Time now);
/// At every signing in: a secret that somebody else may have been shown before is not the one set up now.
void drop_proposal(Transaction& transaction, const std::string& userid);

/// What a code turned out to be.
enum class SecondCheck { code, recovery, wrong, locked };
/// Takes a code of the authenticator, or a recovery code; each counts once, whoever else tries at the same
/// moment. Five wrong ones lock for 15 minutes, the next five for twice as long, up to a day.
SecondCheck take_second(Transaction& transaction, const std::string& userid, const std::string& code,
                        const Secret& key, Time now);
/// The first code of the proposed secret: it holds from now on. Gives ten recovery codes, to be shown once;
/// none: the code does not fit.
std::vector<std::string> enrol_second(Transaction& transaction, const std::string& userid,
                                      const std::string& code, const Secret& key, Time now);
/// The old ones are void.
std::vector<std::string> renew_recovery_codes(Transaction& transaction, const std::string& userid);
/// A lost telephone: the person begins anew. False: there was none.
bool forget_second(Transaction& transaction, const std::string& userid);
