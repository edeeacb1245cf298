#pragma once
#include <functional>
#include <memory>
#include <string>

#include "bot/result.h"
#include "bot/time.h"
#include "gateway/secret.h"
#include "gateway/store/database.h"

/// Access tokens, shared by all gateways of a database: one refresh at a time, by a lease; no network call
/// inside a transaction.

struct FreshToken {
  Secret value;
  Seconds life{7200};
};
/// Fetches a new token of an account. unauthorized: the secret is wrong, retrying is of no use.
using FetchToken = std::function<Result<FreshToken>(const std::string& account)>;

class Tokens {
 public:
  /// `dice` in 0…1 spreads the refresh ahead of the end.
  Tokens(FetchToken fetch, std::function<double()> dice);
  ~Tokens();
  /// A valid token; refreshed ahead of its end by whoever asks first, while the others go on with the old
  /// one.
  Result<Secret> get(Connection& connection, const std::string& account);
  /// The platform refused `value`: forgotten only if it is still the current one. After 3 refreshes within 10
  /// minutes the account rests until the 10 minutes are over, and an alarm is raised.
  void refused(Connection& connection, const std::string& account, const Secret& value);

 private:
  struct Body;
  std::unique_ptr<Body> body_;
};
