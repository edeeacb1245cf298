#pragma once
#include <string>

#include "bot/command.h"
#include "bot/message.h"

/// Why a command is not carried out, and what to type instead. Key: ticket.refuse.<why>; do_<verb> marks the
/// verb, so that wording names it in its own language whatever was typed. Pure.
Notice refusal(const std::string& why, Verb verb, long long number, Params params);
/// What can be typed; after words that nobody understood, the verb that was probably meant.
Notice help_for(const Command& command, bool of_team);
