#pragma once
#include <optional>
#include <string>

#include "bot/command.h"
#include "bot/handover.h"
#include "gateway/http/form_body.h"

/// What a form of the console says, as if it had been typed in chat. Pure.

struct ActSight {
  const HandOverRules* rules = nullptr;  // null: a transfer needs words alone
  HandOverSight reading;
  std::string target_words;  // the target's role as people read it
};
/// As a target: the least loaded on duty.
inline constexpr const char* least_target = "least";
/// About that ticket; nullopt: no such verb, or no such target. A reason or an item of a checklist that
/// cannot be read is missing.
std::optional<Command> command_of_form(const FormBody& form, long long number, const ActSight& sight);
/// The fields that this verb reads, and no others, as an address has them: read_form gives them back.
std::string packed_form(const FormBody& form, const HandOverRules* rules);
