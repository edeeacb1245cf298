#include "handlers/cli/person.h"

#include "gateway/clock.h"
#include "handlers/accounts/account_store.h"
#include "handlers/accounts/password.h"
#include "handlers/accounts/people_desk.h"
#include "handlers/accounts/people_store.h"
#include "handlers/accounts/second_store.h"

namespace {

int fail(std::ostream& out, const std::string& what) {
  out << what << '\n';
  return 1;
}

}  // namespace

int run_person_list(Connection& connection, std::ostream& out) {
  const auto people =
      connection.transact([](Transaction& transaction) { return people_of_desk(transaction, now()); });
  if (!people) return fail(out, people.error().text);
  for (const auto& [account, second, sessions] : *people)
    out << account.userid << '\t' << account.role << '\t' << account.name
        << (account.team.empty() ? "" : "\t" + account.team)
        << (account.password.empty() ? "\tno password" : "") << (second ? "\tsecond factor" : "")
        << (account.locked ? "\tlocked" : "") << (account.ended ? "\tended" : "")
        << (sessions > 0 ? "\t" + std::to_string(sessions) + " sessions" : "") << '\n';
  if (people->empty()) out << "nobody yet: dutydesk person add USERID --name NAME --role product\n";
  return 0;
}

int run_person_sign_out(Connection& connection, const std::string& userid, std::ostream& out) {
  const auto done = connection.transact([&](Transaction& transaction) {
    close_sessions_of(transaction, userid);
    return Done{};
  });
  if (!done) return fail(out, done.error().text);
  out << "all sessions of " << userid << " are ended\n";
  return 0;
}

int run_person_reset_second(Connection& connection, const std::string& userid, std::ostream& out) {
  const auto done = connection.transact([&](Transaction& transaction) {
    close_sessions_of(transaction, userid);
    return forget_second(transaction, userid);
  });
  if (!done) return fail(out, done.error().text);
  if (!*done) return fail(out, userid + " has no second factor");
  out << userid << " sets up a new second factor when they sign in\n";
  return 0;
}

int run_person_add(Connection& connection, const PersonWords& words, int minutes_east, std::ostream& out) {
  const auto& userid = words.userid;
  const auto until = words.until.empty() ? std::nullopt : end_of_day(words.until, minutes_east);
  if (!words.until.empty() && !until) return fail(out, "--until is a day: 2026-12-31; nothing was changed");
  if (words.role == "contractor" && !until)
    return fail(out, "a contractor's access has an end: --until 2026-12-31; nothing was changed");
  const auto added = connection.transact([&](Transaction& transaction) {
    put_desk_account(transaction, {userid, words.name, words.role, "", 0, false, false, until, words.team});
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
