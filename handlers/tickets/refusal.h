#pragma once
#include <string>

#include "bot/command.h"
#include "bot/message.h"

/// What the desk does not do, and what it says then. Pure.

/// Whether the desk takes this command, or the dialog as a report, an answer or a follow-up of its sender.
/// A reporter's free words about a ticket are follow-ups; words that only look like a verb are reports,
/// except in the team's chat.
bool is_for_desk(const Command& command, const std::string& role, bool in_team_chat);
/// Why a command is not carried out, and what to type instead. Key: ticket.refuse.<why>; do_<verb> marks the
/// verb, so that wording names it in its own language whatever was typed.
Notice refusal(const std::string& why, Verb verb, long long number, Params params);
/// What can be typed; after words that nobody understood, the verb that was probably meant.
Notice help_for(const Command& command, bool of_team);
