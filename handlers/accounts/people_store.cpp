#include "handlers/accounts/people_store.h"

#include "handlers/intake/directory.h"

namespace {
constexpr const char* beside_sql = R"(
SELECT a.userid, EXISTS (SELECT 1 FROM second_factor s WHERE s.userid = a.userid AND s.secret <> '') AS second,
       (SELECT count(*) FROM web_session w WHERE lower(w.userid) = a.userid) AS sessions
FROM desk_account a ORDER BY a.userid)";
constexpr const char* contacts_sql =
    "SELECT org, shown_id, name, coalesce(app_account, '') AS app, unreachable_at IS NOT NULL AS unreachable "
    "FROM contact WHERE userid = $1 ORDER BY org LIMIT 20";
}  // namespace

std::vector<DeskPerson> people_of_desk(Transaction& transaction, Time now) {
  std::vector<DeskPerson> people;
  const auto beside = transaction.run(beside_sql);
  for (auto& account : desk_accounts(transaction, now)) {
    DeskPerson person{std::move(account)};
    for (const auto& row : beside)
      if (row.text("userid") == folded(person.account.userid)) {
        person.second = row.flag("second");
        person.sessions = row.number("sessions");
      }
    people.push_back(std::move(person));
  }
  return people;
}

std::vector<DeskContact> contacts_of(Transaction& transaction, const std::string& userid) {
  std::vector<DeskContact> contacts;
  for (const auto& row : transaction.run(contacts_sql, {folded(userid)}))
    contacts.push_back(
        {row.text("org"), row.text("shown_id"), row.text("name"), row.text("app"), row.flag("unreachable")});
  return contacts;
}
