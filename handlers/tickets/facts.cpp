#include "handlers/tickets/facts.h"

#include <algorithm>

#include "bot/form.h"
#include "bot/mask.h"
#include "bot/shown.h"
#include "bot/text.h"
#include "handlers/tickets/checks.h"

namespace {

constexpr std::size_t title_points = 40;  // a card's title line; the platform suggests 26

std::string field(const Ticket& ticket, const std::string& name) {
  const auto found = ticket.fields.find(name);
  return found == ticket.fields.end() || found->second.empty() ? "" : mask_field(name, found->second);
}

std::string customer_of(const Ticket& ticket) {
  std::string customer;
  for (const char* name : {"customer_name", "phone", "account", "id_number"})
    if (const auto value = field(ticket, name); !value.empty())
      customer += (customer.empty() ? "" : " ") + value;
  return customer;
}

std::string system_of(const Ticket& ticket, const NoticeWorld& world) {
  return world.dictionary == nullptr ? ticket.system
                                     : label_of(world.dictionary->systems, ticket.system, world.locale);
}

/// `when`, or `when_am` and the like where only the part of the day is known.
void put_when(Params& params, const Ticket& ticket) {
  const auto found = ticket.fields.find("time");
  if (found == ticket.fields.end()) return;
  std::string name = "when";
  auto item = moment_item(found->second);
  for (const char* part : {"am", "pm", "evening"})
    if (item.count(part) > 0) name = std::string("when_") + part;
  params[name] = item["value"];
}

std::string waiting_label(const Ticket& ticket, const NoticeWorld& world) {
  return world.handover == nullptr ? ticket.waits_for
                                   : option_label(world.handover->waiting, ticket.waits_for, world.locale);
}

/// "1002,1003" → "#1002 #1003"
std::string numbered_list(const std::string& numbers) {
  std::string list;
  for (const char c : numbers) list += c == ',' ? std::string(" #") : std::string(1, c);
  return list.empty() ? list : "#" + list;
}

}  // namespace

std::string shortened(const std::string& text, std::size_t points) {
  std::string line = text;
  std::replace(line.begin(), line.end(), '\n', ' ');
  if (code_points(line) <= points) return line;
  std::size_t bytes = points * 3;
  while (code_points(prefix_bytes(line, bytes)) > points) --bytes;
  return std::string(prefix_bytes(line, bytes)) + "…";
}

std::string title_of(const Ticket& ticket) { return shortened(mask(ticket.title), title_points); }

void put_hands(Params& params, const Ticket& ticket, const NoticeWorld& world) {
  if (ticket.holder != "agent" && !ticket.why.empty())
    params["why"] = world.handover == nullptr
                        ? ticket.why
                        : option_label(world.handover->reason, ticket.why, world.locale);
  if (const auto* runbook = runbook_of(ticket, world.runbooks); runbook != nullptr && is_open(ticket.state))
    params["runbook"] = in_locale(runbook->title, world.locale);
  if (ticket.approval == "wanted") params["approval_wanted"] = "1";
  if (ticket.parent != 0)
    params["parent"] = std::to_string(ticket.parent);
  else if (is_open(ticket.state))
    params["alike"] = numbered_list(ticket.alike);
  if (ticket.approval == "given") params["approved_by"] = shown_name(ticket.approved_by);
  if (goes_back_and_forth(ticket)) params["returns"] = std::to_string(ticket.returns);
}

Params facts_of(const Ticket& ticket, const NoticeWorld& world) {
  Params params{{"number", std::to_string(ticket.number)},
                {"title", title_of(ticket)},
                {"system", system_of(ticket, world)},
                {"customer", customer_of(ticket)},
                {"reporter", shown_name(ticket.reporter)},
                {"assignee", shown_name(ticket.assignee)},
                {"holder", ticket.holder_name},
                {"solution", mask(ticket.solution)},
                {"created", clock_text(ticket.created_at, world.minutes_east)},
                {"updated", clock_text(ticket.updated_at, world.minutes_east)}};
  if (!ticket.category.empty()) params["reason_" + ticket.category] = mask(ticket.reason);
  put_when(params, ticket);
  params["words"] = mask(ticket.text);
  params["waits_for"] = waiting_label(ticket, world);
  std::erase_if(params, [](const auto& param) {
    return param.second.empty();
  });  // wording leaves out what is not there
  return params;
}
