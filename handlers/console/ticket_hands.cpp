/// On a ticket's page: through whose hands it went, and the forms that hand it on.
#include "bot/mask.h"
#include "handlers/console/ticket_page.h"
#include "handlers/sla/clock_notices.h"
#include "handlers/tickets/hands.h"
#include "handlers/tickets/notices.h"

namespace {

std::vector<PageData> options_of(const FormField& choice, const std::string& locale) {
  std::vector<PageData> options;
  for (const auto& option : choice.options)
    options.push_back(PageData().text("id", option.id).text("name", in_locale(option.label, locale)));
  return options;
}

/// What the report already says of the checklist stands in the form, unless it is somebody's secret.
std::string known_value(const Ticket& ticket, const FormField& field) {
  const auto found = ticket.fields.find(field.name);
  if (found == ticket.fields.end() || mask(found->second) != found->second) return {};
  auto value = found->second;
  if (field.type == "time" && value.size() > 10 && value[10] == 'T') value[10] = ' ';
  return value;
}

}  // namespace

void put_item(PageData& data, const Params& item) {
  for (const auto& [name, text] : item) data.text(name, text);
}

void Console::add_hands(PageData& data, const WebRequest& request, const Looked& looked) const {
  const auto& ticket = looked.ticket;
  std::vector<PageData> hands, items;
  for (const auto& [role, span] : time_in_hand(looked.events, request.now))
    hands.push_back(
        PageData().text("role", web_.word(request, "role." + role)).text("span", span_text(span)));
  data.list("hands", std::move(hands));
  if (goes_back_and_forth(ticket)) data.number("returns", ticket.returns);
  data.flag("approval_wanted", ticket.approval == "wanted" && is_open(ticket.state));
  if (ticket.approval == "given") data.text("approved_by", shown_name(ticket.approved_by));
  const auto library = parts_.library->get();
  const NoticeWorld world{request.now, parts_.minutes_east, &library->dictionary, request.locale,
                          library->handover.get()};
  for (const auto& item : checklist_items(ticket.checklist, ticket.holder, world))
    put_item(items.emplace_back(), item);
  data.list("checklist", std::move(items));
  if (!ticket.waits_for.empty() && library->handover != nullptr)
    data.text("waits_for", option_label(library->handover->waiting, ticket.waits_for, request.locale));
}

void Console::add_handovers(PageData& data, const WebRequest& request, const Ticket& ticket) const {
  const auto library = parts_.library->get();
  const HandOverRules none;
  const auto& rules = library->handover == nullptr ? none : *library->handover;
  const auto team = parts_.directory->team(request.visitor.org);
  std::vector<PageData> targets;
  for (const std::string role : {"tester", "developer", "ops", "product", "contractor", "agent"}) {
    PageData target;
    std::vector<PageData> items, people;
    for (const auto& field : handover_form(rules, role).fields)
      if (field.name != "why")
        items.push_back(PageData()
                            .text("id", field.name)
                            .text("label", in_locale(field.label, request.locale))
                            .text("hint", in_locale(field.prompt, request.locale))
                            .text("value", known_value(ticket, field))
                            .text("field_id", role + "-" + field.name));
    for (const auto& member : team)
      if (member.role == role || (role == "agent" && member.role == "lead"))
        people.push_back(PageData().text("id", member.who.contact).text("name", shown_name(member.who)));
    target.text("target", role).text("target_name", web_.word(request, "role." + role));
    target.flag("second_person", needs_second_person(rules, role));
    target.flag("needs_words", role == "agent");
    target.flag("has_reasons", role != "agent" && !rules.reason.options.empty());
    target.list("reasons", options_of(rules.reason, request.locale)).list("items", std::move(items));
    target.list("people", std::move(people));
    targets.push_back(std::move(target));
  }
  data.list("targets", std::move(targets));
  data.list("waits", options_of(rules.waiting, request.locale));
}
