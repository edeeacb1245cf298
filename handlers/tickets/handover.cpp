#include "handlers/tickets/handover.h"

#include <algorithm>

#include "bot/mask.h"
#include "bot/text.h"
#include "bot/words.h"
#include "handlers/tickets/refusal.h"
#include "handlers/tickets/transfer.h"

namespace {

Params missing_item(const FormField& field, const std::string& locale, std::size_t number) {
  Params item{{"missing", "1"}, {"n", std::to_string(number)}, {"label", in_locale(field.label, locale)}};
  if (const auto hint = in_locale(field.prompt, locale); !hint.empty()) item["hint"] = hint;
  return item;
}

Notice question_of(const DeskWorld& world, const Form& form, const HandOverDraft& draft,
                   const HandOver& target, const std::vector<Problem>& problems) {
  Notice notice;
  notice.key = "ticket.handover.ask";
  notice.params = {{"target", target.name}};
  const NoticeWorld around{world.now, world.minutes_east, world.dictionary, world.locale, world.handover};
  for (auto& known : checklist_items(draft.fields, form.id, around)) {
    known["known"] = "1";
    notice.items.push_back(std::move(known));
  }
  std::size_t number = 0;
  for (const auto& name : draft.asked) {
    auto item = missing_item(*field_named(form, name), world.locale, ++number);
    if (std::any_of(problems.begin(), problems.end(), [&](const auto& one) { return one.field == name; }))
      item["wrong"] = "1";
    notice.items.push_back(std::move(item));
  }
  return notice;
}

Ruling refused(const std::string& why, const Command& command, const Ticket& ticket, Params params = {}) {
  return {{}, refusal(why, command.verb, ticket.number, std::move(params)), {}};
}

/// What the report already says of the checklist need not be said again.
Fields known_items(const Form& form, const Command& command, const Ticket& ticket) {
  Fields known;
  for (const auto& field : form.fields) {
    if (const auto given = command.items.find(field.name); given != command.items.end())
      known[field.name] = given->second;
    else if (const auto told = ticket.fields.find(field.name); told != ticket.fields.end())
      known[field.name] = told->second;
  }
  return known;
}

Ruling with_checklist(const DeskWorld& world, const Command& command, const Ticket& ticket,
                      const HandOver& target, TicketEvent event) {
  const auto form = handover_form(*world.handover, target.role);
  event.fields = known_items(form, command, ticket);
  event.media.insert(event.media.begin(), command.media.begin(), command.media.end());
  auto asked = command.asked.empty() ? missing(form, event.fields, {}) : command.asked;
  const auto answer =
      read_handover(form, asked, event.text, {world.now, world.minutes_east, world.dictionary});
  for (const auto& [name, value] : answer.fields) event.fields[name] = value;
  if (const auto first = command.items.find("words"); first != command.items.end())
    event.text = first->second;
  if (const auto why = event.fields.find("why"); why != event.fields.end()) event.why = why->second;
  event.second_person = needs_second_person(*world.handover, target.role);
  asked = missing(form, event.fields, {});
  if (asked.empty()) return {std::move(event), {}, {}};
  HandOverDraft draft{ticket.number, world.chat,   command.role, command.person, command.target,
                      event.text,    event.fields, asked,        event.media,    world.now};
  auto question = question_of(world, form, draft, target, answer.problems);
  return {{}, std::move(question), std::move(draft)};
}

Ruling to_least_loaded(const DeskWorld& world, const Command& command, const Ticket& ticket,
                       TicketEvent event) {
  const auto choice =
      least_loaded(world.hands, world.on_duty, {ticket.reporter.person, ticket.assignee.person});
  if (choice.who == nullptr) return refused(choice.off_duty ? "off_duty" : "nobody_free", command, ticket);
  event.text = command.text;
  return {given_to(std::move(event), *choice.who), {}, {}};
}

}  // namespace

Ruling rule_on_transfer(const DeskWorld& world, const Command& command, const Ticket& ticket,
                        TicketEvent begun) {
  if (command.to_least) return to_least_loaded(world, command, ticket, std::move(begun));
  const auto target = target_of(command, world.team);
  if (!target) {
    const auto* why = command.person.empty() ? "target" : "person";
    return refused(why, command, ticket, {{"person", command.person}});
  }
  begun.target_role = target->role;
  begun.target_name = target->name;
  begun.target = target->who;
  begun.text = target->reason;
  if (world.handover == nullptr || target->role == "agent") {
    const bool assigned = command.assigns && target->role == "agent" && target->who != Party{};
    if (begun.text.empty() && !assigned)
      return refused("transfer_reason", command, ticket, {{"target", target->name}});
    return {std::move(begun), {}, {}};
  }
  return with_checklist(world, command, ticket, *target, std::move(begun));
}

Ruling rule_on_approval(const Ticket& ticket, TicketEvent begun) {
  Command command;
  command.verb = Verb::approve;
  if (ticket.approval != "wanted" || !is_open(ticket.state)) return refused("no_approval", command, ticket);
  if (ticket.handed_by.person == begun.by.person) return refused("same_person", command, ticket);
  return {std::move(begun), {}, {}};
}

Ruling rule_on_waiting(const DeskWorld& world, const Command& command, const Ticket& ticket,
                       TicketEvent begun) {
  if (const auto given = command.items.find("waits_for"); given != command.items.end())
    begun.waits_for = given->second;
  else if (world.handover != nullptr)
    begun.waits_for = leading_option(world.handover->waiting, command.text, begun.text);
  if (!begun.waits_for.empty()) return {std::move(begun), {}, {}};
  auto ruling = refused("waits_for", command, ticket);
  if (world.handover != nullptr)
    for (const auto& option : world.handover->waiting.options)
      ruling.answer.items.push_back({{"name", in_locale(option.label, world.locale)}});
  return ruling;
}

Ruling rule_on_solution(const Command& command, const Ticket& ticket, TicketEvent begun) {
  if (ticket.approval == "wanted") return refused("approval", command, ticket);
  if (command.category.empty()) return refused("category", command, ticket);
  if (command.reason.empty()) return refused("reason", command, ticket, {{"as_" + command.category, "1"}});
  begun.text.clear();
  begun.category = command.category;
  begun.reason = command.reason;
  begun.solution = command.solution;
  return {std::move(begun), {}, {}};
}

std::optional<Command> answer_to(const HandOverDraft& draft, const Inbound& message,
                                 const std::optional<Command>& command, Time now) {
  if (message.kind != Inbound::Kind::text || !waits_for_words(draft, message.chat, now)) return std::nullopt;
  const bool verb = command && !command->word.empty();
  const bool other = command && command->implied && command->tickets.front() != draft.ticket;
  if (verb || other) return std::nullopt;
  Command answer;
  answer.verb = Verb::transfer;
  if (word_of(message.text) == Word::cancel) return answer;
  answer.tickets = {draft.ticket};
  answer.role = draft.role;
  answer.person = draft.person;
  answer.target = draft.target;
  answer.text = trimmed(message.text);
  answer.items = draft.fields;
  answer.items["words"] = draft.words;
  answer.asked = draft.asked;
  answer.media = draft.media;
  return answer;
}

bool is_dropped(const Command& command) {
  return command.verb == Verb::transfer && command.word.empty() && command.tickets.empty();
}

Notice dropped_handover() {
  Notice notice;
  notice.key = "ticket.handover.dropped";
  return notice;
}
