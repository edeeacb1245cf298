#include "handlers/console/bulk_desk.h"

#include <algorithm>

#include "bot/mask.h"
#include "gateway/crypto.h"
#include "gateway/log.h"
#include "handlers/audit/audit_store.h"
#include "handlers/console/bulk.h"
#include "handlers/console/bulk_keeper.h"
#include "handlers/console/bulk_pages.h"
#include "handlers/console/console.h"
#include "handlers/console/queue_query.h"
#include "handlers/tickets/ticket_store.h"

namespace {

constexpr std::size_t shown_results = 100;

AuditRow row_of(const WebRequest& request, const std::string& act, const BulkRun& run,
                const Command* command) {
  std::string detail = std::to_string(run.total()) + " tickets" + (run.cut ? ", more fitted" : "");
  std::string reason;
  if (command != nullptr) {
    detail = bulk_verb(*command) + ", " + detail;
    reason = mask(command->verb == Verb::resolve ? command->reason : command->text);
  }
  return {
      request.visitor.key(), request.visitor.role, act, "bulk:" + run.id.substr(0, 8), detail, reason, "page",
      request.http->remote};
}

/// What was ticked, in the order of the page, or all that fits the filter; one more than `most` says that
/// there are more.
std::vector<Ticket> wanted(Transaction& transaction, const WebRequest& request, std::size_t most) {
  const auto& form = request.form;
  const auto actor = actor_of(request);
  std::vector<Ticket> tickets;
  if (form.text("scope") == "all") {
    auto filter = filter_of(queue_query(form.text("query")), actor);
    filter.after.reset();
    filter.limit = most + 1;
    tickets = list_tickets(transaction, filter);
  } else {
    std::vector<long long> numbers;
    for (const auto& text : form.all("ticket"))
      if (const auto number = number_of(text);
          number > 0 && std::find(numbers.begin(), numbers.end(), number) == numbers.end())
        numbers.push_back(number);
    tickets = load_tickets(transaction, numbers);
    const auto place = [&](const Ticket& ticket) {
      return std::find(numbers.begin(), numbers.end(), ticket.number);
    };
    std::sort(tickets.begin(), tickets.end(),
              [&](const Ticket& a, const Ticket& b) { return place(a) < place(b); });
  }
  std::erase_if(tickets, [&](const Ticket& ticket) { return !sees(actor, ticket); });
  return tickets;
}

std::string address(const std::string& id) { return "/desk/bulk/" + id; }

}  // namespace

Doer doer_of(const WebRequest& request) {
  const auto& visitor = request.visitor;
  return {visitor.key(), visitor.org, visitor.userid, visitor.name, visitor.role};
}

std::vector<WebRoute> BulkDesk::routes() {
  const auto bind = [this](auto method) {
    return [this, method](const WebRequest& request, Connection& connection) {
      return (this->*method)(request, connection);
    };
  };
  const auto may = Access::to(Act::batch, Thing::queue);
  return {{"POST", "/desk/bulk", may, bind(&BulkDesk::begin)},
          {"GET", "/desk/bulk", may, bind(&BulkDesk::runs)},
          {"GET", "/desk/bulk/", may, bind(&BulkDesk::page)},
          {"POST", "/desk/bulk/", may, bind(&BulkDesk::step)},
          {"GET", "/desk/bulk/now/", may, bind(&BulkDesk::progress)}};
}

HttpResponse BulkDesk::begin(const WebRequest& request, Connection& connection) const {
  BulkRun run;
  run.id = to_hex(random_bytes(16));
  run.person = request.visitor.key();
  run.org = request.visitor.org;
  run.userid = request.visitor.userid;
  run.name = request.visitor.name;
  run.made_at = request.now;
  const auto count = connection.transact([&](Transaction& transaction) {
    auto tickets = wanted(transaction, request, parts_.most);
    run.cut = tickets.size() > parts_.most;
    if (run.cut) tickets.resize(parts_.most);
    std::vector<long long> numbers;
    for (const auto& ticket : tickets) numbers.push_back(ticket.number);
    if (!numbers.empty()) begin_bulk(transaction, run, numbers);
    return numbers.size();
  });
  if (!count) return web_.failure(request, 503, "busy");
  if (*count == 0) return web_.failure(request, 422, "none_chosen");
  return web_.redirect(request, address(run.id));
}

HttpResponse BulkDesk::runs(const WebRequest& request, Connection& connection) const {
  const auto runs = connection.transact(
      [&](Transaction& transaction) { return bulk_runs(transaction, request.visitor.key()); });
  if (!runs) return web_.failure(request, 503, "busy");
  auto data = frame(request, web_.word(request, "bulk.runs"));
  std::vector<PageData> lines;
  for (const auto& run : *runs) lines.push_back(run_line(request, run));
  data.list("runs", std::move(lines));
  return shown(request, {"desk/bulk_runs", std::move(data)});
}

HttpResponse BulkDesk::page(const WebRequest& request, Connection& connection) const {
  Chosen chosen;
  const auto found = connection.transact([&](Transaction& transaction) {
    chosen = {};
    const auto run = bulk_run(transaction, request.rest, request.visitor.key());
    if (!run) return false;
    chosen.run = *run;
    if (run->state != "draft") return true;
    chosen.numbers = bulk_tickets(transaction, run->id);
    auto numbers = chosen.numbers;
    if (const auto command = command_for(request, run->form, 1); command && command->parent != 0)
      numbers.push_back(command->parent);
    chosen.tickets = load_tickets(transaction, numbers);
    return true;
  });
  if (!found) return web_.failure(request, 503, "busy");
  if (!*found) return web_.failure(request, 404, "not_found");
  if (chosen.run.state != "draft") return progress(request, connection);
  const bool anew = chosen.run.form.empty() || request.query("anew") == "yes";
  return anew ? choices_page(request, chosen) : preview_page(request, chosen);
}

HttpResponse BulkDesk::progress(const WebRequest& request, Connection& connection) const {
  std::vector<BulkItem> items;
  const auto run = connection.transact([&](Transaction& transaction) {
    auto found = bulk_run(transaction, request.rest, request.visitor.key());
    if (found) items = bulk_items(transaction, found->id, {"refused", "failed"}, shown_results);
    return found;
  });
  if (!run) return web_.failure(request, 503, "busy");
  if (!*run || (*run)->state == "draft") return web_.failure(request, 404, "not_found");
  const bool fragment = request.wants_fragment();
  auto data = frame(request, web_.word(request, "bulk.run"));
  data.group("run", run_line(request, **run));
  add_results(data, request, items);
  return shown(request,
               {fragment ? "desk/bulk_now" : "desk/bulk_run", std::move(data), 200, false, fragment});
}

HttpResponse BulkDesk::step(const WebRequest& request, Connection& connection) const {
  const auto what = request.form.text("do");
  if (what == "choose") return choose(request, connection, request.rest);
  if (what == "start") return start(request, connection, request.rest);
  if (what == "stop") return stop(request, connection, request.rest);
  return web_.failure(request, 400, "bad_form");
}

HttpResponse BulkDesk::choose(const WebRequest& request, Connection& connection,
                              const std::string& id) const {
  const auto form = packed_form(request.form, parts_.library->get()->handover.get());
  if (!command_for(request, form, 1)) return web_.failure(request, 400, "bad_form");
  const auto chosen = connection.transact(
      [&](Transaction& transaction) { return choose_bulk(transaction, id, request.visitor.key(), form); });
  if (!chosen) return web_.failure(request, 503, "busy");
  return *chosen ? web_.redirect(request, address(id)) : web_.failure(request, 404, "not_found");
}

/// Sent twice, it starts once: a run is a draft no more.
HttpResponse BulkDesk::start(const WebRequest& request, Connection& connection, const std::string& id) const {
  const auto started = connection.transact([&](Transaction& transaction) {
    if (!start_bulk(transaction, id, request.visitor.key(), request.now)) return false;
    if (const auto run = bulk_run(transaction, id, request.visitor.key())) {
      const auto command = command_for(request, run->form, 1);
      audit(transaction, {row_of(request, "bulk", *run, command ? &*command : nullptr)});
    }
    return true;
  });
  if (!started) return web_.failure(request, 503, "busy");
  if (*started) parts_.wake_keeper();
  return web_.redirect(request, address(id));
}

HttpResponse BulkDesk::stop(const WebRequest& request, Connection& connection, const std::string& id) const {
  const auto stopped = connection.transact([&](Transaction& transaction) {
    if (!stop_bulk(transaction, id, request.visitor.key(), request.now)) return false;
    if (const auto run = bulk_run(transaction, id, request.visitor.key())) {
      audit(transaction, {row_of(request, "bulk_stop", *run, nullptr)});
      tell_of_run(transaction,
                  {parts_.directory, parts_.library->get(), parts_.minutes_east, parts_.locale, request.now},
                  *run);
    }
    return true;
  });
  if (!stopped) return web_.failure(request, 503, "busy");
  if (*stopped) parts_.wake_deliverer();
  return web_.redirect(request, address(id));
}
