#include "handlers/diagnostics/diagnostic_pages.h"

#include <cstdio>

#include "bot/mask.h"
#include "handlers/audit/audit_store.h"
#include "handlers/console/console.h"
#include "handlers/diagnostics/diagnostic_notice.h"
#include "handlers/diagnostics/findings.h"
#include "handlers/tickets/notices.h"
#include "handlers/tickets/ticket_store.h"

namespace {

constexpr std::size_t most_shown = 20;  // runs of a ticket

std::string ticket_url(long long number) { return "/desk/ticket/" + std::to_string(number) + "#diagnostics"; }

bool waits(const DiagnosticRun& run) { return run.done_at == Time{}; }

std::string seconds_of(Millis took) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.1f", static_cast<double>(took.count()) / 1000);
  return text.data();
}

/// A ticket that the visitor sees; nullopt: none, or not theirs, which is the same answer.
std::optional<Ticket> seen_ticket(Transaction& transaction, const WebRequest& request, long long number) {
  auto tickets = load_tickets(transaction, {number});
  if (tickets.empty() || !sees(actor_of(request), tickets.front())) return std::nullopt;
  return std::move(tickets.front());
}

bool may_run(const WebRequest& request, const Ticket& ticket) {
  return may(actor_of(request), Act::diagnose, ticket) != Grant::no;
}

DiagnosticAsk ask_of(const WebRequest& request, const Ticket& ticket, const Diagnostic& one) {
  DiagnosticAsk ask;
  ask.ticket = ticket.number;
  ask.diagnostic = one.id;
  ask.by = request.visitor.key();
  ask.name = request.visitor.name;
  ask.role = request.visitor.role;
  ask.remote = request.http->remote;
  return ask;
}

AuditRow link_row(const WebRequest& request, const Ticket& ticket, const Diagnostic& one) {
  AuditRow row;
  row.actor = request.visitor.key();
  row.role = request.visitor.role;
  row.act = "diagnose_link";
  row.thing = "ticket:" + std::to_string(ticket.number);
  row.detail = one.id;
  row.way = "page";
  row.remote = request.http->remote;
  return row;
}

}  // namespace

std::vector<WebRoute> DiagnosticPages::routes() {
  const auto bind = [this](auto method) {
    return [this, method](const WebRequest& request, Connection& connection) {
      return (this->*method)(request, connection);
    };
  };
  const auto reads = Access::to(Act::see, Thing::queue);
  // Whose ticket it is decides; the table is asked for that one.
  return {{"GET", "/desk/diagnostics/", reads, bind(&DiagnosticPages::section)},
          {"POST", "/desk/diagnostics/", reads, bind(&DiagnosticPages::ask), 8192},
          {"GET", "/desk/diagnostic-link/", reads, bind(&DiagnosticPages::follow_link)}};
}

std::vector<DiagnosticRun> DiagnosticPages::runs_of(Transaction& transaction, long long ticket) const {
  if (parts_.library->get()->diagnostics == nullptr) return {};
  return runs_of_ticket(transaction, ticket);
}

void DiagnosticPages::add_section(PageData& data, const WebRequest& request, const Ticket& ticket,
                                  const std::vector<DiagnosticRun>& runs) const {
  const auto library = parts_.library->get();
  if (library->diagnostics == nullptr) return;
  const auto& book = *library->diagnostics;
  const auto subject = subject_of(ticket);
  const bool can_run = may_run(request, ticket);
  std::vector<PageData> offers, shown;
  for (const auto* one : book.for_ticket(subject)) {
    PageData offer;
    offer.text("id", one->id).text("name", in_locale(one->title, request.locale));
    offer.flag("is_link", one->kind == Diagnostic::Kind::link);
    std::string missing;
    for (const auto& field : missing_for(*one, diagnostic_facts(*one, subject, parts_.minutes_east)))
      missing += (missing.empty() ? "" : ", ") + field_label(library->forms, field, request.locale);
    offer.text("missing", missing);
    if (!missing.empty() && !one->missing.empty())
      offer.text("hint", in_locale(one->missing, request.locale));
    offer.flag("running", std::any_of(runs.begin(), runs.end(), [&](const DiagnosticRun& run) {
                 return waits(run) && run.ask.diagnostic == one->id;
               }));
    if (can_run) offers.push_back(std::move(offer));
  }
  bool running = false;
  for (const auto& run : runs) {
    running = running || waits(run);
    if (shown.size() < most_shown)
      shown.push_back(shown_run(request, book, run).flag("newest", shown.empty()));
  }
  data.flag("has_diagnostics", !offers.empty() || !shown.empty()).flag("diagnostics_run", running);
  data.number("diagnostics_of", ticket.number).text("diagnostics_token", web_.form_token(request));
  data.list("offers", std::move(offers));
  data.list("runs", std::move(shown));
}

PageData DiagnosticPages::shown_run(const WebRequest& request, const DiagnosticBook& book,
                                    const DiagnosticRun& run) const {
  const auto* one = book.named(run.ask.diagnostic);
  PageData out;
  out.text("name", one == nullptr ? run.ask.diagnostic : in_locale(one->title, request.locale));
  out.text("by", run.ask.by.empty() ? web_.word(request, "diagnostics.itself") : mask(run.ask.name));
  out.text("at", clock_text(waits(run) ? run.asked_at : run.done_at, parts_.minutes_east));
  out.flag("waits", waits(run));
  if (waits(run)) return out;
  const auto found = findings_from_json(run.end.findings);
  const bool empty = run.end.outcome == "found" && found.rows.empty();
  out.text("took", seconds_of(run.end.took)).text("detail", run.end.detail);
  out.text("outcome", web_.word(request, "diagnostic_outcome." + (empty ? "empty" : run.end.outcome)));
  out.text("colour", run.end.outcome == "found" ? (empty ? "" : "good") : "warn");
  out.flag("partial", found.partial).flag("more", found.more).flag("cut", found.cut);
  out.flag("has_rows", !found.rows.empty());
  out.number("count", static_cast<long long>(found.rows.size()));
  if (found.total > static_cast<long long>(found.rows.size())) out.number("total", found.total);
  std::vector<PageData> columns, rows;
  std::vector<std::string> titles;
  for (const auto& path : found.columns) {
    auto title = path;
    if (one != nullptr)
      for (const auto& column : one->columns)
        if (column.path == path && !column.title.empty()) title = in_locale(column.title, request.locale);
    titles.push_back(title);
    columns.push_back(PageData().text("title", title));
  }
  for (const auto& row : found.rows) {
    std::vector<PageData> cells;
    for (std::size_t i = 0; i < row.size(); ++i)
      cells.push_back(PageData().text("words", row[i]).text("title", i < titles.size() ? titles[i] : ""));
    rows.push_back(PageData().list("cells", std::move(cells)));
  }
  return out.list("columns", std::move(columns)).list("rows", std::move(rows));
}

HttpResponse DiagnosticPages::section(const WebRequest& request, Connection& connection) const {
  const auto number = number_of(request.rest);
  if (!request.wants_fragment()) return web_.redirect(request, ticket_url(number));
  PageData data;
  const auto shown = connection.transact([&](Transaction& transaction) {
    const auto ticket = seen_ticket(transaction, request, number);
    data = PageData();
    if (ticket) add_section(data, request, *ticket, runs_of(transaction, number));
    return ticket.has_value();
  });
  if (!shown) return web_.failure(request, 503, "busy");
  if (!*shown) return web_.failure(request, 404, "no_ticket");
  auto response = web_.show(request, {"desk/diagnostics", std::move(data), 200, false, true});
  response.headers["cache-control"] = "no-store";
  return response;
}

HttpResponse DiagnosticPages::ask(const WebRequest& request, Connection& connection) const {
  const auto number = number_of(request.rest);
  const auto library = parts_.library->get();
  const auto* one = library->diagnostics == nullptr
                        ? nullptr
                        : library->diagnostics->named(request.form.text("diagnostic"));
  if (one == nullptr || one->kind == Diagnostic::Kind::link) return web_.failure(request, 400, "bad_form");
  // 0: not theirs; 1: theirs to see alone; 2: asked
  const auto asked = connection.transact([&](Transaction& transaction) {
    const auto ticket = seen_ticket(transaction, request, number);
    if (!ticket) return 0;
    const auto subject = subject_of(*ticket);
    if (!may_run(request, *ticket) || !is_for(*one, subject)) return 1;
    if (missing_for(*one, diagnostic_facts(*one, subject, parts_.minutes_east)).empty())
      ask_diagnostics(transaction, {ask_of(request, *ticket, *one)});
    return 2;
  });
  if (!asked) return web_.failure(request, 503, "busy");
  if (*asked == 0) return web_.failure(request, 404, "no_ticket");
  if (*asked == 1) return web_.failure(request, 403, "not_yours");
  parts_.wake();
  if (request.wants_fragment()) return section(request, connection);
  return web_.redirect(request, ticket_url(number));
}

/// The address holds the customer's values, so a page never does: whoever follows it is kept in the audit.
HttpResponse DiagnosticPages::follow_link(const WebRequest& request, Connection& connection) const {
  const auto slash = request.rest.find('/');
  const auto number = number_of(request.rest.substr(0, slash));
  const auto library = parts_.library->get();
  const auto* one = library->diagnostics == nullptr || slash == request.rest.npos
                        ? nullptr
                        : library->diagnostics->named(request.rest.substr(slash + 1));
  if (one == nullptr || one->kind != Diagnostic::Kind::link) return web_.failure(request, 404, "no_ticket");
  const auto address = connection.transact([&](Transaction& transaction) {
    const auto ticket = seen_ticket(transaction, request, number);
    if (!ticket || !may_run(request, *ticket)) return std::string();
    const auto subject = subject_of(*ticket);
    const auto facts = diagnostic_facts(*one, subject, parts_.minutes_east);
    if (!is_for(*one, subject) || !missing_for(*one, facts).empty()) return std::string();
    audit(transaction, {link_row(request, *ticket, *one)});
    return call_of(*one, facts).text;
  });
  if (!address) return web_.failure(request, 503, "busy");
  if (address->empty()) return web_.failure(request, 404, "no_ticket");
  HttpResponse response{303, {}, {}};
  response.headers["location"] = *address;
  response.headers["referrer-policy"] = "no-referrer";
  response.headers["cache-control"] = "no-store";
  return response;
}
