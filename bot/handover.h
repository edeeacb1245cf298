#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "bot/form.h"
#include "bot/message.h"
#include "bot/time.h"

/// What a ticket must carry when it is handed over, and for what the desk may wait. Pure; loaded from
/// templates/handover/*.toml by templates/handover.

struct Checklist {
  Form form;                   // its id is the role that gets the ticket
  bool second_person = false;  // nothing runs before a second person has approved
};
struct HandOverRules {
  FormField reason;                        // a choice: why the ticket moves
  FormField waiting;                       // a choice: for whom or what the desk waits
  std::map<std::string, Checklist> lists;  // by role; a role without one needs the reason alone
};

/// Reason and checklist of `role` as one form; without fields for whom no list speaks and no reason is asked:
/// the desk itself takes a ticket back with words.
Form handover_form(const HandOverRules& rules, const std::string& role);
bool needs_second_person(const HandOverRules& rules, const std::string& role);

/// A hand-over that waits for what it lacks; kept with the conversation of who began it.
struct HandOverDraft {
  long long ticket = 0;
  Chat chat;
  std::string role, person, target;  // as Command has them
  std::string words;                 // the first words behind the target
  Fields fields;                     // what is known of reason and checklist
  std::vector<std::string> asked;    // in the order of the last question
  std::vector<Media> media{};        // sent with the words so far
  Time at{};
  bool operator==(const HandOverDraft&) const = default;
};
/// Whether words said at `now` in `chat` may still answer it.
bool waits_for_words(const HandOverDraft& draft, const Chat& chat, Time now);

/// What reading needs beside the words.
struct HandOverSight {
  Time now{};
  int minutes_east = 480;
  const Dictionary* dictionary = nullptr;
};
/// One line in any order, with labels, with the numbers of the last question, or a value that speaks for
/// itself: a reason, a moment, a link. Values stand as typed. Only fields of the form come back.
Answer read_handover(const Form& form, const std::vector<std::string>& asked, const std::string& text,
                     const HandOverSight& sight);
/// What stands in one place of a page's form.
Value read_handover_item(const FormField& field, const std::string& text, const HandOverSight& sight);

/// The option that words begin with or consist of; empty: none. `rest`: what follows it.
std::string leading_option(const FormField& choice, const std::string& text, std::string& rest);
/// The label of an option; the id itself where there is none.
std::string option_label(const FormField& choice, const std::string& id, const std::string& locale);
