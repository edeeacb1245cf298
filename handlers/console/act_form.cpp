#include "handlers/console/act_form.h"

#include <algorithm>

#include "bot/access.h"
#include "bot/sla.h"
#include "bot/text.h"
#include "handlers/console/console.h"

namespace {

constexpr std::size_t longest_words = 8000;  // bytes

/// What the form says, as if it had been typed; nullopt: no such verb.
std::optional<Command> command_of(const FormBody& form, long long number, const std::string& target_words) {
  Command command;
  const auto verb = form.text("verb");
  const Verb verbs[] = {Verb::accept,  Verb::take,  Verb::reply,  Verb::note,    Verb::ask,  Verb::transfer,
                        Verb::resolve, Verb::close, Verb::reopen, Verb::approve, Verb::wait, Verb::resume,
                        Verb::join,    Verb::split, Verb::check,  Verb::grade};
  const auto* found =
      std::find_if(std::begin(verbs), std::end(verbs), [&](Verb one) { return verb == name_of(one); });
  if (found == std::end(verbs)) return std::nullopt;
  command.verb = *found;
  command.word = verb;
  command.tickets = {number};
  command.text = trimmed(form.text("words")).substr(0, longest_words);
  if (command.verb == Verb::transfer) {
    const auto target = form.text("target");
    command.person = target.starts_with("@") ? target.substr(1) : form.text("person");
    command.role = target.starts_with("@") ? "" : target;
    command.target = target_words;
    command.to_least = target == least_target;
    if (command.to_least) command.role.clear();
  }
  if (command.verb == Verb::grade) {
    const auto severity = form.text("severity");
    if (severity_named(severity)) command.severity = severity;
  }
  if (command.verb == Verb::join) command.parent = number_of(trimmed(form.text("parent")));
  if (command.verb == Verb::wait) command.items["waits_for"] = form.text("waits_for");
  if (command.verb == Verb::resolve) {
    command.category = form.text("category");
    command.reason = trimmed(form.text("reason"));
    command.solution = trimmed(form.text("solution"));
    command.text.clear();
  }
  return command;
}

/// Reason and checklist as the page's form has them; what cannot be read is missing.
void read_items(Command& command, const FormBody& form, const HandOverRules& rules,
                const HandOverSight& sight) {
  for (const auto& field : handover_form(rules, command.role).fields) {
    const auto typed = trimmed(form.text("item_" + field.name)).substr(0, longest_words);
    if (typed.empty()) continue;
    const auto value = read_handover_item(field, typed, sight);
    if (!value.problem.empty()) continue;
    for (const auto& [name, read] : value.fields) command.items[name] = read;
  }
}

bool is_known_target(const std::string& target) {
  const auto role = role_named(target);
  return target.starts_with("@") || target == least_target ||
         (role && !target.empty() && *role != Role::reporter && *role != Role::ended);
}

}  // namespace

std::optional<Command> command_of_form(const FormBody& form, long long number, const ActSight& sight) {
  const auto target = form.text("target");
  if (!target.empty() && !is_known_target(target)) return std::nullopt;
  auto command = command_of(form, number, sight.target_words);
  if (command && command->verb == Verb::transfer && sight.rules != nullptr)
    read_items(*command, form, *sight.rules, sight.reading);
  return command;
}

std::string packed_form(const FormBody& form, const HandOverRules* rules) {
  std::vector<std::string> names{"verb",   "target", "person", "severity", "category",
                                 "reason", "parent", "words",  "solution"};
  if (rules != nullptr)
    for (const auto& field : handover_form(*rules, form.text("target")).fields)
      names.push_back("item_" + field.name);
  std::string text;
  for (const auto& name : names) {
    const auto value = std::string(prefix_bytes(trimmed(form.text(name)), longest_words));
    if (!value.empty()) text += (text.empty() ? "" : "&") + name + "=" + in_url(value);
  }
  return text;
}
