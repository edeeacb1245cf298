#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "gateway/store/database.h"
#include "handlers/intake/turn.h"

/// People in the database. Only inside Connection::transact.

struct NewPerson {
  std::string key, org, userid, name;
  bool has_app = false;  // the organisation has an app that can speak 1:1
};
/// Makes those that are new and returns all, by key. A person the app could not reach is not tried 1:1 for a
/// day.
std::map<std::string, Person> meet_persons(Transaction& transaction, const std::vector<NewPerson>& persons);
/// The app was told that this person cannot get its messages.
void mark_unreachable(Transaction& transaction, const std::string& org, const std::string& userid);
/// Writes to the app by the person: they can be reached again.
void mark_reachable(Transaction& transaction, const std::string& org, const std::string& userid);

struct Nameless {
  std::string org, userid;
};
/// Empty: not known here.
std::string name_of_person(Transaction& transaction, const std::string& org, const std::string& userid);
std::vector<Nameless> nameless_persons(Transaction& transaction, std::size_t limit);
/// An empty name means: asked, not known; asked again after a day.
void name_person(Transaction& transaction, const std::string& org, const std::string& userid,
                 const std::string& name);

/// Whose an open id is: empty: asked lately, and nobody's; nullopt: to be asked.
std::optional<std::string> known_plain_id(Transaction& transaction, const std::string& org,
                                          const std::string& open_id);
void keep_plain_id(Transaction& transaction, const std::string& org, const std::string& open_id,
                   const std::string& userid);
