#include "handlers/console/handover_forms.h"

#include "bot/mask.h"

namespace {

/// What the report already says of the checklist stands in the form, unless it is somebody's secret.
std::string known_value(const Ticket& ticket, const FormField& field) {
  const auto found = ticket.fields.find(field.name);
  if (found == ticket.fields.end() || mask(found->second) != found->second) return {};
  auto value = found->second;
  if (field.type == "time" && value.size() > 10 && value[10] == 'T') value[10] = ' ';
  return value;
}

PageData target_of(const Web& web, const WebRequest& request, const HandOverRules& rules,
                   const std::vector<TeamMember>& team, const std::string& role, const Ticket& ticket) {
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
  target.text("target", role).text("target_name", web.word(request, "role." + role));
  target.flag("second_person", needs_second_person(rules, role));
  target.flag("needs_words", role == "agent");
  target.flag("has_reasons", role != "agent" && !rules.reason.options.empty());
  target.list("reasons", options_of(rules.reason, request.locale)).list("items", std::move(items));
  target.list("people", std::move(people));
  return target;
}

}  // namespace

std::vector<PageData> options_of(const FormField& choice, const std::string& locale) {
  std::vector<PageData> options;
  for (const auto& option : choice.options)
    options.push_back(PageData().text("id", option.id).text("name", in_locale(option.label, locale)));
  return options;
}

std::vector<PageData> handover_targets(const Web& web, const WebRequest& request, const Library& library,
                                       const std::vector<TeamMember>& team, const Ticket& ticket) {
  const HandOverRules none;
  const auto& rules = library.handover == nullptr ? none : *library.handover;
  std::vector<PageData> targets;
  for (const std::string role : {"tester", "developer", "ops", "product", "contractor", "agent"})
    targets.push_back(target_of(web, request, rules, team, role, ticket));
  return targets;
}
