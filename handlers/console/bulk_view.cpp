/// What the pages of many tickets at once show.
#include "bot/mask.h"
#include "gateway/delivery/notice_json.h"
#include "handlers/console/answer_words.h"
#include "handlers/console/bulk.h"
#include "handlers/console/bulk_pages.h"
#include "handlers/console/console.h"
#include "handlers/console/handover_forms.h"
#include "handlers/tickets/refusal.h"

namespace {

constexpr std::size_t shown_refusals = 50, shown_tickets = 20;

const Ticket* find(const std::vector<Ticket>& tickets, long long number) {
  for (const auto& ticket : tickets)
    if (ticket.number == number) return &ticket;
  return nullptr;
}

PageData ticket_line(long long number, const Ticket* ticket) {
  PageData line;
  line.number("number", number).text("url", "/desk/ticket/" + std::to_string(number));
  if (ticket != nullptr) line.text("name", mask(ticket->title));
  return line;
}

/// Whether the role may do it to any ticket at all; which ones, the tickets say.
bool may_some(const WebRequest& request, Act act) {
  return request.visitor.may(act, Thing::held_ticket) != Grant::no;
}

const char* state_colour(const BulkRun& run) {
  return run.state == "running" ? "accent" : run.state == "done" ? "good" : "warn";
}

}  // namespace

PageData BulkDesk::frame(const WebRequest&, const std::string& title) const {
  PageData data;
  data.text("title", title).flag("nav_desk", true).flag("tab_queue", true);
  return data;
}

HttpResponse BulkDesk::shown(const WebRequest& request, PageView view) const {
  auto response = web_.show(request, std::move(view));
  response.headers["cache-control"] = "no-store";
  return response;
}

VerbWorld BulkDesk::world(const WebRequest& request) const {
  return {parts_.directory, parts_.library->get(), parts_.minutes_east, request.locale, request.now};
}

std::optional<Command> BulkDesk::command_for(const WebRequest& request, const std::string& form,
                                             long long number) const {
  const auto library = parts_.library->get();
  const auto fields = read_form(form);
  const auto target = fields ? fields->text("target") : std::string();
  return bulk_command(form, number,
                      {library->handover.get(),
                       {request.now, parts_.minutes_east, &library->dictionary},
                       target.empty() ? "" : web_.word(request, "role." + target)});
}

HttpResponse BulkDesk::choices_page(const WebRequest& request, const Chosen& chosen) const {
  auto data = frame(request, web_.word(request, "bulk.title"));
  const auto library = parts_.library->get();
  data.text("run", chosen.run.id).number("total", static_cast<long long>(chosen.numbers.size()));
  if (chosen.run.cut) data.number("most", static_cast<long long>(parts_.most));
  std::vector<PageData> lines, targets, grades, categories;
  for (const auto number : chosen.numbers)
    if (lines.size() < shown_tickets) lines.push_back(ticket_line(number, find(chosen.tickets, number)));
  data.flag("has_more", chosen.numbers.size() > lines.size());
  data.list("tickets", std::move(lines));
  targets = handover_targets(web_, request, *library, parts_.directory->team(request.visitor.org), {});
  data.group("assign", targets.back());  // the desk's own people stand last
  targets.pop_back();
  data.list("targets", std::move(targets));
  for (const std::string id : {"low", "medium", "high", "urgent"})
    grades.push_back(PageData()
                         .text("id", id)
                         .text("name", web_.word(request, "severity." + id))
                         .flag("chosen", id == "medium"));
  for (const std::string id : {"consult", "data", "program"})
    categories.push_back(PageData().text("id", id).text("name", web_.word(request, "category." + id)));
  data.list("severities", std::move(grades)).list("categories", std::move(categories));
  data.flag("can_transfer", may_some(request, Act::transfer))
      .flag("can_grade", may_some(request, Act::grade));
  data.flag("can_resolve", may_some(request, Act::resolve)).flag("can_close", may_some(request, Act::close));
  data.flag("can_join", may_some(request, Act::merge));
  return shown(request, {"desk/bulk", std::move(data)});
}

void BulkDesk::add_arguments(PageData& data, const WebRequest& request, const Command& command) const {
  std::vector<PageData> lines;
  const auto add = [&](const std::string& key, const std::string& value) {
    if (!value.empty())
      lines.push_back(PageData().text("label", web_.word(request, key)).text("value", value));
  };
  const auto library = parts_.library->get();
  if (command.verb == Verb::transfer) {
    add("desk.team", command.target);
    const auto* person = parts_.directory->person(command.person);
    add("desk.person", person == nullptr || person->name.empty() ? command.person : person->name);
    const NoticeWorld around{request.now, parts_.minutes_east, &library->dictionary, request.locale,
                             library->handover.get()};
    for (const auto& item : checklist_items(command.items, command.role, around)) {
      const auto label = item.find("label"), value = item.find("value");
      if (label != item.end() && value != item.end())
        lines.push_back(PageData().text("label", label->second).text("value", value->second));
    }
  }
  if (!command.severity.empty()) add("desk.severity", web_.word(request, "severity." + command.severity));
  if (!command.category.empty()) add("desk.category", web_.word(request, "category." + command.category));
  add("desk.reason", mask(command.reason));
  add("desk.solution", mask(command.solution));
  if (command.parent != 0) add("desk.parent", "#" + std::to_string(command.parent));
  add("desk.handover_words", mask(command.text));
  data.list("arguments", std::move(lines));
}

HttpResponse BulkDesk::preview_page(const WebRequest& request, const Chosen& chosen) const {
  auto data = frame(request, web_.word(request, "bulk.confirm"));
  const auto library = parts_.library->get();
  const auto around = world(request);
  const auto doer = doer_of(request);
  long long possible = 0, refused = 0;
  std::vector<PageData> refusals;
  for (const auto number : chosen.numbers) {
    const auto command = command_for(request, chosen.run.form, number);
    if (!command) return web_.failure(request, 400, "bad_form");
    if (possible + refused == 0) {
      data.text("verb", web_.word(request, "bulk_verb." + bulk_verb(*command)));
      add_arguments(data, request, *command);
    }
    const auto* ticket = find(chosen.tickets, number);
    const bool seen = ticket != nullptr && sees(actor_of(request), *ticket);
    std::vector<Ticket> named;
    if (seen) named.push_back(*ticket);
    if (const auto* parent = find(chosen.tickets, command->parent)) named.push_back(*parent);
    auto done = foreseen(around, doer, *command, std::move(named));
    if (!seen) done.answer = refusal("unknown", command->verb, number, {});
    if (seen && !step_of(done.plan).empty()) {
      ++possible;
      continue;
    }
    if (++refused <= static_cast<long long>(shown_refusals))
      refusals.push_back(
          ticket_line(number, ticket).text("why", refusal_words(web_, request, *library, done.answer)));
  }
  data.text("run", chosen.run.id).number("total", possible + refused);
  if (possible > 0) data.number("possible", possible);
  if (refused > 0) data.number("refused", refused);
  data.flag("has_more", refused > static_cast<long long>(refusals.size()));
  data.list("refusals", std::move(refusals));
  return shown(request, {"desk/bulk_confirm", std::move(data)});
}

PageData BulkDesk::run_line(const WebRequest& request, const BulkRun& run) const {
  PageData line;
  const auto command = command_for(request, run.form, 1);
  line.text("run", run.id).text("url", "/desk/bulk/" + run.id);
  line.text("verb", command ? web_.word(request, "bulk_verb." + bulk_verb(*command)) : "");
  if (command && command->verb == Verb::transfer) {
    const auto* person = parts_.directory->person(command->person);
    line.text("to", command->person.empty()                     ? command->target
                    : person == nullptr || person->name.empty() ? command->person
                                                                : person->name);
  }
  if (command && command->parent != 0) line.text("to", "#" + std::to_string(command->parent));
  const auto waiting = run.count("waiting"), total = run.total();
  line.number("total", total).number("gone", total - waiting).number("done", run.count("done"));
  if (const auto not_done = run.count("refused") + run.count("failed"); not_done > 0)
    line.number("not_done", not_done);
  line.flag("is_running", run.state == "running").text("colour", state_colour(run));
  line.text("state", web_.word(request, "bulk_state." + run.state));
  if (run.state == "stopped" && waiting > 0) line.number("left", waiting);
  line.text("at", clock_text(run.made_at, parts_.minutes_east));
  return line;
}

void BulkDesk::add_results(PageData& data, const WebRequest& request,
                           const std::vector<BulkItem>& items) const {
  const auto library = parts_.library->get();
  std::vector<PageData> lines;
  for (const auto& item : items) {
    const auto notice = item.outcome == "failed" ? Result<Notice>(Error{}) : notice_from_json(item.answer);
    lines.push_back(ticket_line(item.ticket, nullptr)
                        .text("why", notice ? refusal_words(web_, request, *library, *notice)
                                            : web_.word(request, "bulk.failed")));
  }
  data.list("results", std::move(lines));
}
