#pragma once
#include <string>
#include <vector>

#include "handlers/accounts/account_store.h"

/// People beside their accounts. Only inside Connection::transact.

struct DeskPerson {
  DeskAccount account;
  bool second = false;  // has set up a second factor
  long long sessions = 0;
};
/// By user id.
std::vector<DeskPerson> people_of_desk(Transaction& transaction, Time now);

/// How a person is known on a channel: linked by the WeCom user id.
struct DeskContact {
  std::string org, shown_id, name;
  std::string app;  // reaches them 1:1; empty: none
  bool unreachable = false;
};
std::vector<DeskContact> contacts_of(Transaction& transaction, const std::string& userid);
