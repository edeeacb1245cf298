#include "handlers/platform.h"

#include "gateway/channel/wecom_api.h"

namespace {
constexpr Millis patience{10000};
constexpr Millis login_patience{5000};  // somebody watches an empty page
}  // namespace

Platform::Platform(const Directory& directory, std::function<double()> dice)
    : directory_(directory),
      accounts_(directory.accounts()),
      tokens_([this](const std::string& account) { return fetch(account); }, std::move(dice)) {}

Result<FreshToken> Platform::fetch(const std::string& account) {
  const auto found = accounts_.find(account);
  if (found == accounts_.end()) return Error{Kind::bad_input, "no account " + account};
  auto answer = read_token(http_.send(gettoken_request(found->second), patience));
  if (!answer) return answer.error();
  return FreshToken{answer->value, Seconds{answer->life_seconds}};
}

Result<std::string> Platform::name_of(Connection& connection, const std::string& org,
                                      const std::string& userid) {
  const auto app = directory_.app_of(org);
  if (!app) return Error{Kind::not_found, "no app"};
  const auto token = tokens_.get(connection, *app);
  if (!token) return token.error();
  const auto user = read_user(http_.send(user_request(accounts_.at(*app), *token, userid), patience));
  if (!user && user.error().kind == Kind::unauthorized) tokens_.refused(connection, *app, *token);
  if (!user) return user.error();
  return user->name;
}

Result<Accounts::Member> Platform::member_of(Connection& connection, const std::string& code) {
  const auto org = directory_.org_of("");
  const auto app = directory_.app_of(org);
  if (!app) return Error{Kind::not_found, "no app"};
  const auto token = tokens_.get(connection, *app);
  if (!token) return token.error();
  auto member = read_login(http_.send(login_request(accounts_.at(*app), *token, code), login_patience));
  if (!member && member.error().kind == Kind::unauthorized) tokens_.refused(connection, *app, *token);
  if (!member) return member.error();
  const auto name = name_of(connection, org, *member);
  return Accounts::Member{*member, name ? *name : ""};
}
