#include "handlers/cli/person.h"

#include "gateway/clock.h"
#include "handlers/accounts/account_store.h"
#include "handlers/accounts/password.h"

namespace {

int fail(std::ostream& out, const std::string& what) {
  out << what << '\n';
  return 1;
}

}  // namespace

int run_person_list(Connection& connection, std::ostream& out) {
  const auto accounts =
      connection.transact([](Transaction& transaction) { return desk_accounts(transaction, now()); });
  if (!accounts) return fail(out, accounts.error().text);
  for (const auto& account : *accounts)
    out << account.userid << '\t' << account.role << '\t' << account.name
        << (account.password.empty() ? "\tno password" : "") << (account.locked ? "\tlocked" : "") << '\n';
  if (accounts->empty()) out << "nobody yet: dutydesk person add USERID --name NAME --role product\n";
  return 0;
}

int run_person_add(Connection& connection, const std::string& userid, const std::string& name,
                   const std::string& role, std::ostream& out) {
  const auto added = connection.transact([&](Transaction& transaction) {
    put_desk_account(transaction, {userid, name, role, "", 0, false});
    return Done{};
  });
  if (!added) return fail(out, added.error().text);
  out << userid << " is " << role << "; set a password with: dutydesk person password " << userid << '\n';
  return 0;
}

int run_person_password(Connection& connection, const std::string& userid, std::istream& in,
                        std::ostream& out) {
  std::string password;
  std::getline(in, password);
  if (!password.empty() && password.back() == '\r') password.pop_back();
  if (const auto problem = password_problem(password); !problem.empty())
    return fail(out, "a password has 10 to 128 characters; nothing was changed");
  const auto hash = hash_password(password);
  const auto set =
      connection.transact([&](Transaction& transaction) { return set_password(transaction, userid, hash); });
  if (!set) return fail(out, set.error().text);
  if (!*set) return fail(out, "nobody has the id " + userid + ": dutydesk person add " + userid);
  out << "the password of " << userid << " is set; open sessions are ended\n";
  return 0;
}
