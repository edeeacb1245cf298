#include "handlers/tickets/checks.h"

#include <charconv>

#include "bot/text.h"
#include "handlers/tickets/refusal.h"

namespace {

/// 0: no step of it.
std::size_t step_in(const std::string& text, const Runbook& runbook) {
  const auto plain = normal(trimmed(text));
  std::size_t step = 0;
  const auto [end, failed] = std::from_chars(plain.data(), plain.data() + plain.size(), step);
  const bool fine = failed == std::errc{} && end == plain.data() + plain.size();
  return fine && step >= 1 && step <= runbook.steps.size() ? step : 0;
}

std::string limit_text(Seconds within) {
  const auto minutes = within.count() / 60;
  return std::to_string(minutes / 60) + (minutes % 60 < 10 ? ":0" : ":") + std::to_string(minutes % 60);
}

}  // namespace

const Runbook* runbook_of(const Ticket& ticket, const std::vector<Runbook>* runbooks) {
  if (runbooks == nullptr) return nullptr;
  if (const auto* begun = runbook_named(*runbooks, ticket.runbook)) return begun;
  return runbook_for(*runbooks, ticket.system, ticket.severity, ticket.text + " " + ticket.title);
}

std::vector<Params> step_items(const Runbook& runbook, const Ticket& ticket, const std::string& locale,
                               Time now) {
  std::vector<Params> items;
  for (const auto& step : runbook.steps) {
    const auto n = items.size() + 1;
    Params item{{"n", std::to_string(n)}, {"text", in_locale(step.text, locale)}, {"role_" + step.role, "1"}};
    if (!step.when.empty()) item["when"] = in_locale(step.when, locale);
    if (step.within > Seconds{0}) item["within"] = limit_text(step.within);
    const bool done = runbook.id == ticket.runbook && is_checked(ticket.checks, n);
    if (done) item["done"] = "1";
    const bool late = step.within > Seconds{0} && now - ticket.created_at > step.within;
    if (!done && late && is_open(ticket.state)) item["overdue"] = "1";
    items.push_back(std::move(item));
  }
  return items;
}

Ruling rule_on_check(const DeskWorld& world, const Command& command, const Ticket& ticket,
                     TicketEvent begun) {
  Ruling ruling;
  const auto* runbook = runbook_of(ticket, world.runbooks);
  if (runbook == nullptr) {
    ruling.answer = refusal("no_runbook", command.verb, ticket.number, {});
    return ruling;
  }
  const auto step = step_in(command.text, *runbook);
  const bool done = runbook->id == ticket.runbook && is_checked(ticket.checks, step);
  if (step != 0 && !done && next_state(ticket.state, Step::checked)) {
    begun.runbook = runbook->id;
    begun.check = static_cast<int>(step);
    begun.text = in_locale(runbook->steps[step - 1].text, world.locale);
    ruling.event = std::move(begun);
    return ruling;
  }
  ruling.answer.key = "ticket.runbook";
  ruling.answer.params = {{"title", in_locale(runbook->title, world.locale)}};
  ruling.answer.items = step_items(*runbook, ticket, world.locale, world.now);
  return ruling;
}
