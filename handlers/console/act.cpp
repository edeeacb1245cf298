/// A verb of the console: the same plan, events, cards and notices as when it is typed in chat.
#include <algorithm>

#include "bot/mask.h"
#include "bot/sla.h"
#include "bot/text.h"
#include "gateway/crypto.h"
#include "gateway/delivery/outbox.h"
#include "gateway/log.h"
#include "handlers/console/ticket_page.h"
#include "handlers/intake/incidents.h"
#include "handlers/intake/person_store.h"
#include "handlers/intake/route.h"
#include "handlers/intake/turn.h"
#include "handlers/qa/form_store.h"
#include "handlers/tickets/incident_store.h"
#include "handlers/tickets/ticket_store.h"

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
  return target.starts_with("@") ||
         (role && !target.empty() && *role != Role::reporter && *role != Role::ended);
}

/// The first step of what was planned.
std::string step_of(const Plan& plan) {
  return plan.changes.empty() ? std::string() : name_of(plan.changes.front().event.step);
}

/// Verbs with words. Accepting or closing leaves what lies in the basket for later.
bool sends_files(Verb verb) {
  return verb == Verb::reply || verb == Verb::ask || verb == Verb::note || verb == Verb::resolve ||
         verb == Verb::transfer;
}

}  // namespace

struct Console::Acted {
  std::string step;       // empty: refused
  Notice answer;          // what chat would have answered
  bool repeated = false;  // the form had been sent before
};

Console::Acted Console::carry_out(Transaction& transaction, const WebRequest& request,
                                  const Command& command) const {
  const auto& visitor = request.visitor;
  const auto token = sha256_hex("desk\n" + visitor.key() + "\n" + request.form.text("once"));
  if (ticket_of_form(transaction, token) != 0) return {"", {}, true};
  const auto app = parts_.directory->app_of(visitor.org);
  Known known;
  known.person =
      meet_persons(transaction, {{visitor.key(), visitor.org, visitor.userid, visitor.name, app.has_value()}})
          .at(visitor.key());
  known.named = load_tickets(transaction, numbers_of(command), Lock::for_update);
  read_incident(transaction, command, known);
  Inbound message;
  message.account = app.value_or("");
  message.contact = visitor.userid;
  if (sends_files(command.verb))
    for (const auto& file : in_basket(transaction, TicketFiles::basket_of(request)))
      message.media.push_back(media_of_page(file));
  Intent intent{message, command, 0, std::nullopt, visitor.role};
  const auto library = parts_.library->get();
  Surroundings around;
  around.directory = parts_.directory;
  around.library = library.get();
  around.now = request.now;
  around.minutes_east = parts_.minutes_east;
  around.locale = parts_.locale;
  auto made = plan(around, intent, known);
  numbered(made, 0);
  std::map<long long, Ticket> after;
  for (auto& ticket : append_events(transaction, made.changes)) after[ticket.number] = std::move(ticket);
  auto says = made.says;
  for (auto& say : announcements(made, after, around)) says.push_back(std::move(say));
  for (auto& say : send_files(transaction, request, made, after)) says.push_back(std::move(say));
  Acted done{step_of(made), {}, false};
  // What chat would answer to its sender stands on the page.
  for (const auto& say : says)
    if (say.to.kind == To::Kind::reply && done.answer.key.empty()) done.answer = say.notice;
  std::erase_if(says, [](const Say& say) { return say.to.kind == To::Kind::reply; });
  TurnOrigin origin;
  origin.directory = parts_.directory;
  origin.org = visitor.org;
  origin.locale = parts_.locale;
  origin.trace = "desk-" + token.substr(0, 12);
  origin.person = visitor.userid;
  origin.reachable = known.person.reachable;
  const auto drafts = route(origin, says);
  if (!drafts.empty()) enqueue(transaction, drafts);
  if (!done.step.empty()) keep_form(transaction, token, command.tickets.front());
  return done;
}

/// The form's files are the ticket's now; what the reporter hears of goes to them, each in a row of its own.
std::vector<Say> Console::send_files(Transaction& transaction, const WebRequest& request, const Plan& made,
                                     const std::map<long long, Ticket>& after) const {
  std::vector<Say> says;
  for (const auto& change : made.changes) {
    const auto found = after.find(change.number);
    if (change.event.media.empty() || found == after.end()) continue;
    const auto side = is_told(change.event.step) ? FileSide::told : FileSide::team;
    for (const auto& file : empty_basket(transaction, TicketFiles::basket_of(request), change.number, side,
                                         parts_.files->rules()))
      if (side == FileSide::told) says.push_back(file_to_reporter(found->second, file.id, file.kind));
  }
  return says;
}

/// What chat asks for one after the other stands in the form.
std::string Console::missing_words(const WebRequest& request, const Notice& question) const {
  std::string labels;
  for (const auto& item : question.items)
    if (item.contains("missing")) labels += (labels.empty() ? " " : ", ") + item.at("label");
  return web_.word(request, "desk.handover_missing") + labels;
}

HttpResponse Console::act(const WebRequest& request, Connection& connection) const {
  const auto number = number_of(request.rest);
  const auto target = request.form.text("target");
  const auto page = "/desk/ticket/" + std::to_string(number);
  if (request.form.text("once").size() != 22) return web_.failure(request, 400, "bad_form");
  if (!target.empty() && !is_known_target(target)) return web_.failure(request, 400, "bad_form");
  const auto words = target.empty() || target.starts_with("@") ? "" : web_.word(request, "role." + target);
  auto command = command_of(request.form, number, words);
  const auto library = parts_.library->get();
  if (command && command->verb == Verb::transfer && library->handover != nullptr)
    read_items(*command, request.form, *library->handover,
               {request.now, parts_.minutes_east, &library->dictionary});
  if (!command || number == 0) return web_.failure(request, 400, "bad_form");
  const auto unkept = parts_.files->take_along(request, connection);
  Looked looked;
  const auto done = connection.transact([&](Transaction& transaction) {
    const auto tickets = load_tickets(transaction, {number});
    looked = {};
    if (tickets.empty() || !sees(actor_of(request), tickets.front())) return Acted{};
    auto result = unkept.empty() ? carry_out(transaction, request, *command) : Acted{};
    look(transaction, request, load_tickets(transaction, {number}).front(), looked);
    return result;
  });
  if (!done) {
    log_error("desk_act_failed", {{"error", done.error().text}});
    return web_.failure(request, 503, "busy");
  }
  if (looked.ticket.number == 0) return web_.failure(request, 404, "no_ticket");
  if (!unkept.empty()) return ticket_page(request, looked, {}, web_.word(request, "ticket_file." + unkept));
  if (done->repeated) return web_.redirect(request, page);
  if (!done->step.empty()) {
    parts_.wake_deliverer();
    return web_.redirect(request, page + "?did=" + done->step);
  }
  if (done->answer.key == "ticket.handover.ask")
    return ticket_page(request, looked, {}, missing_words(request, done->answer));
  const auto said = library->wording->render(request.locale, done->answer);
  return ticket_page(request, looked, {}, said ? mask(said->text) : web_.word(request, "error.not_yours"));
}
