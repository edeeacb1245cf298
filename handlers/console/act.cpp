/// A verb of the console: the same plan, events, cards and notices as when it is typed in chat.

#include "gateway/crypto.h"
#include "gateway/log.h"
#include "handlers/console/act_form.h"
#include "handlers/console/answer_words.h"
#include "handlers/console/ticket_page.h"
#include "handlers/console/verb.h"
#include "handlers/intake/turn.h"
#include "handlers/qa/form_store.h"
#include "handlers/tickets/ticket_store.h"

namespace {

/// Verbs with words. Accepting or closing leaves what lies in the basket for later.
bool sends_files(Verb verb) {
  return verb == Verb::reply || verb == Verb::ask || verb == Verb::note || verb == Verb::resolve ||
         verb == Verb::transfer;
}

}  // namespace

struct Console::Acted {
  std::string did;        // as the page comes to know it; empty: refused
  Notice answer;          // what chat would have answered
  bool repeated = false;  // the form had been sent before
};

Console::Acted Console::carry_out(Transaction& transaction, const WebRequest& request,
                                  const Command& command) const {
  const auto& visitor = request.visitor;
  const auto token = sha256_hex("desk\n" + visitor.key() + "\n" + request.form.text("once"));
  if (ticket_of_form(transaction, token) != 0) return {"", {}, true};
  std::vector<Media> media;
  if (sends_files(command.verb))
    for (const auto& file : in_basket(transaction, TicketFiles::basket_of(request)))
      media.push_back(media_of_page(file));
  const VerbWorld world{parts_.directory, parts_.library->get(), parts_.minutes_east, parts_.locale,
                        request.now};
  const Doer doer{visitor.key(), visitor.org, visitor.userid, visitor.name, visitor.role};
  auto done = do_verb(transaction, world, doer, command, std::move(media));
  for (auto& say : send_files(transaction, request, done.plan, done.after))
    done.says.push_back(std::move(say));
  say_to_others(transaction, world, doer, done, "desk-" + token.substr(0, 12));
  auto did = did_of(done.plan);
  if (!did.empty()) keep_form(transaction, token, command.tickets.front());
  return {std::move(did), std::move(done.answer), false};
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

HttpResponse Console::act(const WebRequest& request, Connection& connection) const {
  const auto number = number_of(request.rest);
  const auto target = request.form.text("target");
  const auto page = "/desk/ticket/" + std::to_string(number);
  if (request.form.text("once").size() != 22) return web_.failure(request, 400, "bad_form");
  const bool named = target.starts_with("@") || target == least_target;
  const auto words = target.empty() || named ? "" : web_.word(request, "role." + target);
  const auto library = parts_.library->get();
  const auto command = command_of_form(
      request.form, number,
      {library->handover.get(), {request.now, parts_.minutes_east, &library->dictionary}, words});
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
  if (!done->did.empty()) {
    parts_.wake_deliverer();
    return web_.redirect(request, page + "?did=" + done->did);
  }
  return ticket_page(request, looked, {}, refusal_words(web_, request, *library, done->answer));
}
