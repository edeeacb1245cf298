#include "handlers/console/ticket_page.h"

#include "bot/mask.h"
#include "bot/shown.h"
#include "bot/text.h"
#include "gateway/crypto.h"
#include "handlers/accounts/step_up.h"
#include "handlers/audit/audit_store.h"
#include "handlers/console/verb.h"
#include "handlers/knowledge/status.h"
#include "handlers/qa/reader.h"
#include "handlers/tickets/incident_store.h"
#include "handlers/tickets/notices.h"
#include "handlers/tickets/read_store.h"
#include "handlers/tickets/ticket_store.h"

namespace {

constexpr std::size_t shortest_reason = 4, longest_reason = 200;  // characters
constexpr const char* whole_report = "words";                     // the report's text as a field

std::string thing_name(long long number) { return "ticket:" + std::to_string(number); }

AuditRow row_of(const WebRequest& request, const std::string& act, long long number) {
  AuditRow row;
  row.actor = request.visitor.key();
  row.role = request.visitor.role;
  row.act = act;
  row.thing = thing_name(number);
  row.way = "page";
  row.remote = request.http->remote;
  return row;
}

std::string field_value(const Ticket& ticket, const std::string& name) {
  if (name == whole_report) return ticket.text;
  const auto found = ticket.fields.find(name);
  return found == ticket.fields.end() ? "" : found->second;
}

/// The first event says what the ticket is about, complete at once or not.
bool is_conversation(Step step, bool first) {
  return first || step == Step::followed_up || step == Step::replied || step == Step::asked ||
         step == Step::noted || step == Step::resolved;
}

const char* colour_of(const std::string& state) {
  return state == "sent" ? "good" : state == "dead" ? "bad" : state == "unknown" ? "warn" : "";
}

/// "ticket.told.replied" → "notice.told_replied"; cards of all states are one, and so are answers to a
/// member.
std::string notice_word(const std::string& key) {
  if (key.starts_with("ticket.card.")) return "notice.card";
  if (!key.starts_with("ticket.told.") && !key.starts_with("ticket.team.")) return "notice.other";
  std::string word = key.substr(std::string_view("ticket.").size());
  word[word.find('.')] = '_';
  return "notice." + word;
}

/// What an event says, masked.
std::string words_of(const TicketEvent& event) {
  if (event.step == Step::resolved)
    return mask(event.reason + (event.solution.empty() ? "" : "\n" + event.solution));
  return mask(event.text);
}

/// Why it was handed over, or what it waits for.
void add_reason(PageData& one, const WebRequest& request, const Library& library, const TicketEvent& event) {
  const auto label = [&](const FormField& choice, const std::string& id) {
    return option_label(choice, id, request.locale);
  };
  if (library.handover == nullptr) return;
  one.text("why", event.why.empty() ? label(library.handover->waiting, event.waits_for)
                                    : label(library.handover->reason, event.why));
}

}  // namespace

void Console::look(Transaction& transaction, const WebRequest& request, const Ticket& ticket,
                   Looked& found) const {
  found.ticket = ticket;
  found.events = ticket_events(transaction, ticket.number);
  found.marks = read_marks(transaction, ticket.number);
  found.deliveries = deliveries_of(transaction, {ticket.number});
  found.media = media_of_ticket(transaction, ticket.number);
  if (parts_.diagnostics != nullptr) found.runs = parts_.diagnostics->runs_of(transaction, ticket.number);
  const auto children = count_children(transaction, {ticket.number});
  found.children = children.empty() ? 0 : children.begin()->second;
  if (is_open(ticket.state))
    for (const auto& status : open_statuses(transaction, request.now))
      if (status.ticket != 0 && (status.ticket == ticket.number || status.ticket == ticket.parent))
        found.status = status.text;
  if (!request.form.text("once").empty())
    found.basket = in_basket(transaction, TicketFiles::basket_of(request));
}

HttpResponse Console::ticket(const WebRequest& request, Connection& connection) const {
  const auto number = number_of(request.rest);
  const auto looked = connection.transact([&](Transaction& transaction) {
    Looked found;
    const auto tickets = load_tickets(transaction, {number});
    if (tickets.empty() || !sees(actor_of(request), tickets.front())) return found;
    look(transaction, request, tickets.front(), found);
    audit(transaction, {row_of(request, "see", number)});
    return found;
  });
  if (!looked) return web_.failure(request, 503, "busy");
  // One answer for what does not exist and what is not theirs: numbers tell nothing.
  if (looked->ticket.number == 0) return web_.failure(request, 404, "no_ticket");
  count_reading(request, TalkSide::team, number, looked->events, looked->marks);
  return ticket_page(request, *looked, {}, "");
}

HttpResponse Console::unmask(const WebRequest& asked, Connection& connection) const {
  auto request = asked;
  const auto freshness = freshened(request, connection, parts_.key);
  const auto number = number_of(request.rest);
  const auto field = request.form.text("field"), reason = trimmed(request.form.text("reason"));
  const auto length = code_points(reason);
  const auto actor = actor_of(request);
  Unmasked unmasked;
  std::string problem;
  const auto looked = connection.transact([&](Transaction& transaction) {
    unmasked = {};
    problem.clear();
    Looked found;
    const auto tickets = load_tickets(transaction, {number});
    if (tickets.empty() || !sees(actor, tickets.front())) return found;
    look(transaction, request, tickets.front(), found);
    auto row = row_of(request, "unmask", number);
    row.detail = field.substr(0, 40);
    row.reason = mask(reason.substr(0, 4 * longest_reason));
    if (may(actor, Act::unmask, found.ticket) == Grant::no)
      problem = "unmask_not_allowed";
    else if (length < shortest_reason || length > longest_reason)
      problem = "unmask_reason";
    else if (unmasked_lately(transaction, actor.person) >= unmask_limit(actor.role))
      problem = "unmask_limit";
    else if (freshness != Freshness::fresh)
      problem = word_of(freshness);
    if (!problem.empty()) row.act = "unmask_refused";
    audit(transaction, {row});
    if (problem.empty()) unmasked = {field, field_value(found.ticket, field)};
    return found;
  });
  if (!looked) return web_.failure(request, 503, "busy");
  if (looked->ticket.number == 0) return web_.failure(request, 404, "no_ticket");
  return ticket_page(request, *looked, unmasked,
                     problem.empty() || problem.find('.') != problem.npos
                         ? web_.word(request, problem)
                         : web_.word(request, "desk." + problem));
}

HttpResponse Console::ticket_page(const WebRequest& request, const Looked& looked, const Unmasked& unmasked,
                                  const std::string& problem) const {
  const auto& ticket = looked.ticket;
  auto data = frame(request, "queue", "#" + std::to_string(ticket.number) + " " + mask(ticket.title));
  const auto heading = line(request, ticket);
  for (const auto& [name, entry] : heading.entries())
    if (entry.kind == PageData::Kind::text) data.text(name, entry.words);
  data.flag("is_medium", ticket.severity == "medium");
  data.text("problem", problem);
  const auto did = request.query("did");
  if (step_named(did)) data.text("done", web_.word(request, "ticket_step." + did));
  data.flag("given_to_self", did == given_to_self);
  add_facts(data, request, ticket, unmasked);
  add_past(data, request, looked);
  add_clocks(data, request, looked);
  add_hands(data, request, looked);
  add_incident(data, request, looked);
  add_runbook(data, request, ticket);
  add_actions(data, request, ticket);
  if (parts_.diagnostics != nullptr) parts_.diagnostics->add_section(data, request, ticket, looked.runs);
  const auto once = request.form.text("once");
  parts_.files->add_basket(data, request, looked.basket.empty() ? base64_url(random_bytes(16)) : once,
                           looked.basket);
  return shown(request, {"desk/ticket", std::move(data), problem.empty() ? 200 : 422});
}

void Console::add_facts(PageData& data, const WebRequest& request, const Ticket& ticket,
                        const Unmasked& unmasked) const {
  const bool may_unmask = may(actor_of(request), Act::unmask, ticket) != Grant::no;
  std::vector<PageData> facts;
  const auto library = parts_.library->get();
  const auto& form = form_named(library->forms, ticket.form);
  for (const auto& [name, value] : ticket.fields) {
    if (value.empty() || name == "system") continue;
    const bool whole = unmasked.field == name;
    const auto masked = mask(mask_field(name, value));
    PageData fact;
    fact.text("id", name).text("label", word_or(request, "ticket_field." + name, name));
    put_item(fact, whole ? Params{{"value", value}}
                         : shown_item(form, name, value, library->dictionary, request.locale));
    fact.flag("whole", whole);
    fact.flag("can_unmask", may_unmask && !whole && masked != value);
    facts.push_back(std::move(fact));
  }
  data.list("facts", std::move(facts));
  const bool whole = unmasked.field == whole_report;
  data.text("words", whole ? ticket.text : mask(ticket.text)).flag("words_whole", whole);
  data.flag("can_unmask_words", may_unmask && !whole && mask(ticket.text) != ticket.text);
  if (!ticket.category.empty()) data.text("category", web_.word(request, "category." + ticket.category));
  data.text("reason", mask(ticket.reason)).text("solution", mask(ticket.solution));
}

void Console::add_past(PageData& data, const WebRequest& request, const Looked& looked) const {
  std::vector<PageData> said, steps, notices;
  const auto library = parts_.library->get();
  const auto reads = read_states(looked.events, looked.marks);
  for (const auto& event : looked.events) {
    const auto& read = reads[static_cast<std::size_t>(&event - looked.events.data())];
    PageData one;
    one.text("at", moment(event.at))
        .text("step", web_.word(request, std::string("ticket_step.") + name_of(event.step)));
    one.text("by", event.by == Party{} ? web_.word(request, "desk.itself") : mask(shown_name(event.by)));
    if (!event.role.empty()) one.text("role", web_.word(request, "role." + event.role));
    if (!event.why.empty() || !event.waits_for.empty()) add_reason(one, request, *library, event);
    if (!event.target_role.empty())
      one.text("target", event.target == Party{} ? web_.word(request, "role." + event.target_role)
                                                 : shown_name(event.target));
    const auto words = words_of(event);
    if (event.step == Step::graded) one.text("target", web_.word(request, "severity." + event.severity));
    if (is_conversation(event.step, &event == &looked.events.front())) {
      auto message = one;
      auto files = parts_.files->cards(request, files_of_event(event, looked.media));
      message.text("words", words).list("files", std::move(files));
      message.flag("is_note", event.step == Step::noted).flag("is_reporter", event.role == "reporter");
      const bool ours = read.said_by == TalkSide::team;
      if (read.last_read) message.text(ours ? "read_by_reporter" : "read_by_team", moment(*read.read_at));
      message.flag("arrived", ours && read.last && !read.read_at && was_delivered(event, looked.deliveries));
      message.flag("is_new", read.said_by == TalkSide::reporter && !read.read_at);
      if (!words.empty() || !event.media.empty()) said.push_back(std::move(message));
    } else {
      one.text("step_words", words);
    }
    steps.push_back(std::move(one));
  }
  const auto actor = actor_of(request);
  for (const auto& delivery : looked.deliveries) {
    PageData one;
    one.text("what", word_or(request, notice_word(delivery.key), "notice.other"));
    one.text("to",
             delivery.to_group ? web_.word(request, "desk.to_group") : web_.word(request, "desk.to_person"));
    one.text("place", delivery.to_group ? std::string() : delivery.chat);
    one.text("state", web_.word(request, "delivery." + delivery.state))
        .text("colour", colour_of(delivery.state));
    one.text("at", moment(delivery.sent_at == Time{} ? delivery.created_at : delivery.sent_at));
    // What was replaced or merged needs nobody's care.
    if (delivery.state == "dead" || delivery.state == "unknown" || delivery.state == "due")
      one.text("error", mask(delivery.error, Sink::log));
    one.number("id", delivery.outbox_id);
    one.flag("can_replay",
             delivery.state == "dead" && granted(actor.role, Act::replay, Thing::dead_letter) != Grant::no);
    notices.push_back(std::move(one));
  }
  auto files = parts_.files->cards(request, looked.media);
  data.list("said", std::move(said)).list("steps", std::move(steps));
  data.list("notices", std::move(notices));
  data.list("files", std::move(files));
}

/// What the state allows and the table of rights gives.
void Console::add_actions(PageData& data, const WebRequest& request, const Ticket& ticket) const {
  const auto actor = actor_of(request);
  const std::pair<Act, Step> acts[] = {{Act::accept, Step::accepted},  {Act::take, Step::taken},
                                       {Act::reply, Step::replied},    {Act::note, Step::noted},
                                       {Act::ask, Step::asked},        {Act::transfer, Step::transferred},
                                       {Act::resolve, Step::resolved}, {Act::close, Step::closed},
                                       {Act::reopen, Step::reopened},  {Act::grade, Step::graded}};
  const bool may_wait = may(actor, Act::ask, ticket) != Grant::no;
  bool any = false;
  for (const auto& [act, step] : acts) {
    const bool theirs = act == Act::take && ticket.assignee.person == actor.person;
    const bool can = !theirs && may(actor, act, ticket) != Grant::no && next_state(ticket.state, step);
    any = any || can;
    data.flag(std::string("can_") + name_of(act), can);
  }
  const bool approves = ticket.approval == "wanted" && ticket.handed_by.person != actor.person &&
                        is_open(ticket.state) && may(actor, Act::approve, ticket) != Grant::no;
  const bool waits_for_others = ticket.state == TicketState::waiting && !ticket.waits_for.empty();
  data.flag("can_approve", approves).flag("can_resume", may_wait && waits_for_others);
  data.flag("can_wait", may_wait && !waits_for_others && next_state(ticket.state, Step::paused));
  if (ticket.approval == "wanted") data.flag("can_resolve", false);
  const bool both = next_state(ticket.state, Step::accepted).has_value();
  if (both) data.flag("can_take", false);  // accepting is the plain way
  data.flag("has_actions", any);
  add_handovers(data, request, ticket);
  data.list("severities", choices(request, "severity", {"low", "medium", "high", "urgent"}, ticket.severity));
  data.list("categories", choices(request, "category", {"program", "data", "consult"}, ""));
}
