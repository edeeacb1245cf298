#pragma once
#include <functional>
#include <map>
#include <string>

#include "gateway/delivery/http_client.h"
#include "gateway/delivery/token.h"
#include "handlers/accounts/login.h"
#include "handlers/intake/directory.h"

/// What is asked of the organisation's app beside sending: tokens, names, who came back from a login. Blocks;
/// any thread, each with a connection of its own.
class Platform {
 public:
  Platform(const Directory& directory, std::function<double()> dice);
  Tokens& tokens() { return tokens_; }
  HttpClient& http() { return http_; }
  /// not_found: the organisation has no app, or the app no such member.
  Result<std::string> name_of(Connection& connection, const std::string& org, const std::string& userid);
  /// `code` of the login's redirect.
  Result<Accounts::Member> member_of(Connection& connection, const std::string& code);

 private:
  Result<FreshToken> fetch(const std::string& account);
  const Directory& directory_;
  std::map<std::string, AccountConfig> accounts_;
  HttpClient http_;
  Tokens tokens_;
};
