#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "bot/time.h"
#include "gateway/store/database.h"

/// Who may sign in and who is signed in. Only inside Connection::transact. Cookies and states are given as
/// they are and kept as digests.

struct DeskAccount {
  std::string userid, name, role, password;
  int failures = 0;
  bool locked = false;
  bool ended = false;           // access is over
  std::optional<Time> until{};  // when it ends; nullopt: never
  std::string team{};           // as the desk calls it: 一线上海
};
std::optional<DeskAccount> desk_account(Transaction& transaction, const std::string& userid, Time now);
std::vector<DeskAccount> desk_accounts(Transaction& transaction, Time now);
/// Makes the person, or changes name and role; the password stays.
void put_desk_account(Transaction& transaction, const DeskAccount& account);
/// Roles of those who have an account, by folded user id; "ended" where access is over. One statement.
std::map<std::string, std::string> account_roles(Transaction& transaction,
                                                 const std::vector<std::string>& userids, Time now);
/// False: there is nobody of that id. Ends any lock and the person's sessions, but for that of `kept_cookie`.
bool set_password(Transaction& transaction, const std::string& userid, const std::string& hash,
                  const std::string& kept_cookie = "");
/// Five failures lock the account for 15 minutes, the next five for twice as long, up to a day; a success
/// ends that.
void note_failure(Transaction& transaction, const std::string& userid, Time now);
void note_success(Transaction& transaction, const std::string& userid);

struct WebSession {
  std::string org, userid, name, way;
  std::string account_role;       // of the desk account of that id; empty: none; "ended": access is over
  Time second_at{};               // when the second factor was shown; {}: not in this session
  std::string remote{}, agent{};  // where from, with which program: for the person who looks at the list
  Time made_at{}, seen_at{};
  std::string id{};  // names the session, opens nothing
};
void open_session(Transaction& transaction, const std::string& cookie, const WebSession& session, Time now);
/// Nothing when unknown or ended: 30 minutes without a request or 8 hours in all; of the team 15 minutes and
/// 10 hours (ASVS 7.3). Marks it as seen.
std::optional<WebSession> live_session(Transaction& transaction, const std::string& cookie, Time now);
/// The session goes on under a new cookie; `second_at`: when the second factor was shown, {}: not yet.
void renew_session(Transaction& transaction, const std::string& cookie, const std::string& fresh,
                   Time second_at);
/// A fresh code was shown within a session that goes on.
void step_up_session(Transaction& transaction, const std::string& cookie, Time now);
void close_session(Transaction& transaction, const std::string& cookie);
/// Newest first.
std::vector<WebSession> sessions_of(Transaction& transaction, const std::string& userid);
/// False: this person has no such session.
bool close_session_named(Transaction& transaction, const std::string& userid, const std::string& id);
void close_sessions_of(Transaction& transaction, const std::string& userid);

/// The way back of a login through WeCom.
void begin_login(Transaction& transaction, const std::string& state, const std::string& browser,
                 const std::string& return_to, Time now);
/// Takes it away; nothing when it is unknown, older than 5 minutes or another browser's.
std::optional<std::string> end_login(Transaction& transaction, const std::string& state,
                                     const std::string& browser, Time now);
/// Failures of one address: twenty within ten minutes rest it for ten minutes, the next twenty for twice as
/// long, up to a day. An office behind one address mistypes; a list of passwords does not pass.
bool address_may_try(Transaction& transaction, const std::string& address, Time now);
void note_address_failure(Transaction& transaction, const std::string& address, Time now);
/// Forgets what has ended.
void tidy_sessions(Transaction& transaction, Time now);
