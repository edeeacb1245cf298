#pragma once
#include <optional>
#include <string>
#include <vector>

#include "handlers/console/act_form.h"
#include "handlers/tickets/notices.h"

/// Many tickets at once: which verbs may be, and who hears what of it. Pure.

/// assign, transfer, grade, resolve, close or join, as the desk names it; "": not for many at once.
/// To assign is to transfer to one person of the desk itself.
std::string bulk_verb(const Command& command);
/// What the packed form of a run says about one ticket; nullopt: no verb for many.
std::optional<Command> bulk_command(const std::string& form, long long number, const ActSight& sight);

/// Of what a ticket's verb says, only what its reporter hears: 500 cards would bury the team's chat, and the
/// one to whom 200 tickets go wants one message. They get the summary.
std::vector<Say> within_run(std::vector<Say> says);

struct BulkEnd {
  Party by;
  Command command;              // about any of them
  std::vector<long long> done;  // the first of them, for the list
  long long count = 0, not_done = 0;
  std::string url;  // of the list of those to whom they went; empty: none
};
/// To the team, and to those to whom the tickets were handed; nothing where nothing was done.
std::vector<Say> told_of_run(const BulkEnd& end, const std::vector<TeamMember>& team);
constexpr std::size_t listed_of_run = 20;
