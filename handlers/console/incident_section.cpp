/// On a ticket's page: the incident that it is or belongs to, with the words that answer everybody, and the
/// runbook.
#include "gateway/crypto.h"
#include "gateway/delivery/outbox.h"
#include "handlers/console/ticket_page.h"
#include "handlers/intake/route.h"
#include "handlers/knowledge/orders.h"
#include "handlers/qa/form_store.h"
#include "handlers/tickets/checks.h"
#include "handlers/tickets/ticket_store.h"

namespace {

std::vector<PageData> numbers_of(const std::string& list) {
  std::vector<PageData> numbers;
  for (std::size_t at = 0; at < list.size();) {
    const auto end = std::min(list.find(',', at), list.size());
    numbers.push_back(PageData().text("other", list.substr(at, end - at)));
    at = end + 1;
  }
  return numbers;
}

bool may_tell_all(const WebRequest& request) {
  return granted(actor_of(request).role, Act::write, Thing::article) == Grant::yes;
}

}  // namespace

void Console::add_incident(PageData& data, const WebRequest& request, const Looked& looked) const {
  const auto& ticket = looked.ticket;
  const bool may_merge = may(actor_of(request), Act::merge, ticket) != Grant::no;
  const bool open = is_open(ticket.state), child = ticket.parent != 0, parent = looked.children != 0;
  auto alike = numbers_of(ticket.alike);
  if (child) data.number("parent", ticket.parent);
  if (parent) data.number("children", looked.children);
  data.flag("can_join", may_merge && open && !child && !parent).flag("can_split", may_merge && child);
  data.text("nearest", ticket.incident != 0 ? std::to_string(ticket.incident)
                                            : ticket.alike.substr(0, ticket.alike.find(',')));
  const bool tells = open && !child && may_tell_all(request);
  data.text("status", looked.status)
      .flag("can_tell_all", tells)
      .flag("can_clear", tells && !looked.status.empty());
  data.flag("has_incident", (may_merge && open) || child || parent || tells || !looked.status.empty());
  data.list("alike", std::move(alike));
}

void Console::add_runbook(PageData& data, const WebRequest& request, const Ticket& ticket) const {
  const auto library = parts_.library->get();
  const auto* runbook = runbook_of(ticket, library->runbooks.get());
  if (runbook == nullptr) return;
  const bool may_check = may(actor_of(request), Act::note, ticket) != Grant::no && is_open(ticket.state);
  std::vector<PageData> steps;
  std::size_t at = 0;
  for (const auto& item : step_items(*runbook, ticket, request.locale, request.now)) {
    PageData step;
    for (const auto& [name, value] : item)
      if (!name.starts_with("role_")) step.text("step_" + name, value);
    step.text("step_role", web_.word(request, "role." + runbook->steps[at++].role));
    step.flag("can_check", may_check && !item.contains("done"));
    steps.push_back(std::move(step));
  }
  data.text("runbook", in_locale(runbook->title, request.locale)).list("runbook_steps", std::move(steps));
}

/// 公告 and 撤销公告 of chat, in a form: words that answer whoever asks about this.
HttpResponse Console::tell_all(const WebRequest& request, Connection& connection) const {
  const auto number = number_of(request.rest);
  const auto once = request.form.text("once");
  const bool clears = request.form.text("verb") == "clear_status";
  if (number == 0 || once.size() != 22) return web_.failure(request, 400, "bad_form");
  const auto& visitor = request.visitor;
  const auto library = parts_.library->get();
  KbOrder order;
  order.kind = clears ? KbOrder::Kind::clear_status : KbOrder::Kind::set_status;
  order.number = number;
  order.words = request.form.text("words");
  OrderWorld world;
  world.now = request.now;
  world.minutes_east = parts_.minutes_east;
  world.dictionary = &library->dictionary;
  world.locale = parts_.locale;
  world.public_url = library->public_url;
  world.editor = {visitor.userid, visitor.name, visitor.role};
  const auto token = sha256_hex("status\n" + visitor.key() + "\n" + once);
  Looked looked;
  std::string refused;
  const auto done = connection.transact([&](Transaction& transaction) {
    looked = {};
    refused.clear();
    const auto tickets = load_tickets(transaction, {number});
    if (tickets.empty() || !sees(actor_of(request), tickets.front())) return false;
    if (ticket_of_form(transaction, token) == 0) {
      auto says = ::carry_out(transaction, order, world);
      const bool told = says.size() > 1;
      if (!told && !says.empty()) refused = says.front().notice.key;
      std::erase_if(says, [](const Say& say) { return say.to.kind == To::Kind::reply; });
      TurnOrigin origin;
      origin.directory = parts_.directory;
      origin.org = visitor.org;
      origin.locale = parts_.locale;
      origin.trace = "status-" + token.substr(0, 12);
      origin.person = visitor.userid;
      if (const auto drafts = route(origin, says); !drafts.empty()) enqueue(transaction, drafts);
      if (told) keep_form(transaction, token, number);
    }
    look(transaction, request, tickets.front(), looked);
    return true;
  });
  if (!done) return web_.failure(request, 503, "busy");
  if (!*done) return web_.failure(request, 404, "no_ticket");
  if (!refused.empty()) return ticket_page(request, looked, {}, web_.word(request, "desk.status_refused"));
  parts_.wake_deliverer();
  return web_.redirect(request, "/desk/ticket/" + std::to_string(number));
}
