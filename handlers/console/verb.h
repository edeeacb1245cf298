#pragma once
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "handlers/intake/turn.h"

/// A verb of the console: the same plan, rights, events, cards and notices as when it is typed in chat. One
/// place for the ticket's page and for many tickets at once.

struct VerbWorld {
  const Directory* directory = nullptr;
  std::shared_ptr<const Library> library;
  int minutes_east = 480;
  std::string locale;  // of what is said to others
  Time now{};
};
struct Doer {
  std::string person;  // key of the conversation
  std::string org, userid, name;
  std::string role;  // of the team, as the desk knows it now
};
struct VerbDone {
  Plan plan;
  std::map<long long, Ticket> after;
  std::vector<Say> says;  // to others
  Notice answer;          // what chat would answer to its sender; it stands on the page instead
  bool reachable = false;
};
/// Locks the tickets, plans, and writes the events. Only inside Connection::transact.
VerbDone do_verb(Transaction& transaction, const VerbWorld& world, const Doer& doer, const Command& command,
                 std::vector<Media> media);
void say_to_others(Transaction& transaction, const VerbWorld& world, const Doer& doer, const VerbDone& done,
                   const std::string& trace);

/// What the verb would come to with these tickets as they are. Pure.
VerbDone foreseen(const VerbWorld& world, const Doer& doer, const Command& command,
                  std::vector<Ticket> tickets);
/// The first step of what was planned; "" : refused, and `answer` says why.
std::string step_of(const Plan& plan);
/// The same for the page that comes next, where a ticket that somebody gave themselves has words of its own.
std::string did_of(const Plan& plan);
inline constexpr const char* given_to_self = "to_self";
