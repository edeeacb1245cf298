#include "handlers/cli/person.h"

#include <cstdio>

#include "gateway/clock.h"
#include "handlers/accounts/account_store.h"
#include "handlers/accounts/password.h"

namespace {

int fail(std::ostream& out, const std::string& what) {
  out << what << '\n';
  return 1;
}

/// The first moment after a day, in UTC: access lasts some hours longer rather than shorter.
std::optional<Time> end_of_day(const std::string& text) {
  int year = 0, month = 0, day = 0;
  if (text.size() != 10 || std::sscanf(text.c_str(), "%4d-%2d-%2d", &year, &month, &day) != 3)
    return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{year},
                                         std::chrono::month{static_cast<unsigned>(month)},
                                         std::chrono::day{static_cast<unsigned>(day)}};
  if (!date.ok()) return std::nullopt;
  return Time{std::chrono::sys_days{date} + std::chrono::days{1}};
}

}  // namespace

int run_person_list(Connection& connection, std::ostream& out) {
  const auto accounts =
      connection.transact([](Transaction& transaction) { return desk_accounts(transaction, now()); });
  if (!accounts) return fail(out, accounts.error().text);
  for (const auto& account : *accounts)
    out << account.userid << '\t' << account.role << '\t' << account.name
        << (account.password.empty() ? "\tno password" : "") << (account.locked ? "\tlocked" : "")
        << (account.ended ? "\tended" : "") << '\n';
  if (accounts->empty()) out << "nobody yet: dutydesk person add USERID --name NAME --role product\n";
  return 0;
}

int run_person_add(Connection& connection, const PersonWords& words, std::ostream& out) {
  const auto& userid = words.userid;
  const auto until = words.until.empty() ? std::nullopt : end_of_day(words.until);
  if (!words.until.empty() && !until) return fail(out, "--until is a day: 2026-12-31; nothing was changed");
  if (words.role == "contractor" && !until)
    return fail(out, "a contractor's access has an end: --until 2026-12-31; nothing was changed");
  const auto added = connection.transact([&](Transaction& transaction) {
    put_desk_account(transaction, {userid, words.name, words.role, "", 0, false, false, until});
    return Done{};
  });
  if (!added) return fail(out, added.error().text);
  out << userid << " is " << words.role << "; set a password with: dutydesk person password " << userid
      << '\n';
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
