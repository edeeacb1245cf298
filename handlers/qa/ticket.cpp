#include "handlers/qa/ticket.h"

#include "bot/mask.h"
#include "bot/text.h"
#include "gateway/crypto.h"
#include "gateway/delivery/outbox.h"
#include "gateway/log.h"
#include "handlers/intake/person_store.h"
#include "handlers/intake/route.h"
#include "handlers/qa/form_store.h"
#include "handlers/tickets/notices.h"
#include "handlers/tickets/read_store.h"
#include "handlers/tickets/ticket_store.h"

namespace {

constexpr std::size_t longest_words = 8000;  // bytes

long long number_in(const std::string& text) {
  const bool number =
      !text.empty() && text.size() <= 12 && text.find_first_not_of("0123456789") == std::string::npos;
  return number ? std::stoll(text) : 0;
}

/// Steps that a reporter hears of, or made; a draft that becomes a ticket says its words again.
bool concerns_reporter(const TicketEvent& event, bool first) {
  if (event.step == Step::submitted || event.step == Step::surfaced) return first;
  return is_told(event.step) || event.role == "reporter";
}

std::string words_for_reporter(const TicketEvent& event) {
  return mask(event.step == Step::resolved ? event.solution : event.text);
}

bool takes_more(const Ticket& ticket) { return next_state(ticket.state, Step::followed_up).has_value(); }

}  // namespace

struct QaTicket::Seen {
  Ticket ticket;  // number 0: none that is theirs
  std::vector<TicketEvent> events;
  std::vector<ReadMark> marks;
  std::vector<MediaEntry> media;
  std::vector<KeptFile> basket;
};

std::vector<WebRoute> QaTicket::routes() {
  const auto bind = [this](auto method) {
    return [this, method](const WebRequest& request, Connection& connection) {
      return (this->*method)(request, connection);
    };
  };
  return {{"GET", "/qa/tickets", Access::reader, bind(&QaTicket::list)},
          {"GET", "/qa/ticket/", Access::reader, bind(&QaTicket::show)},
          {"POST", "/qa/ticket/", Access::reader, bind(&QaTicket::add), parts_.files->form_bytes()}};
}

HttpResponse QaTicket::list(const WebRequest& request, Connection& connection) const {
  std::map<long long, int> unread;
  const auto own = connection.transact([&](Transaction& transaction) {
    auto tickets = tickets_of_reporters(transaction, {request.visitor.key()}, request.now);
    std::vector<long long> numbers;
    for (const auto& ticket : tickets) numbers.push_back(ticket.number);
    unread = unread_of_reporter(transaction, numbers, request.visitor.key());
    return tickets;
  });
  if (!own) return web_.failure(request, 503, "busy");
  std::vector<PageData> lines;
  for (const auto& ticket : *own)
    lines.push_back(
        PageData()
            .number("number", ticket.number)
            .text("url", "/qa/ticket/" + std::to_string(ticket.number))
            .text("name", mask(ticket.title))
            .text("state", web_.word(request, std::string("ticket_state.") + name_of(ticket.state)))
            .text("updated", clock_text(ticket.updated_at, parts_.minutes_east))
            .text("unread", unread.contains(ticket.number) ? std::to_string(unread[ticket.number]) : ""));
  PageData data;
  data.flag("nav_read", true).text("title", web_.word(request, "qa.my_tickets"));
  data.list("tickets", std::move(lines));
  auto response = web_.show(request, {"qa/tickets", std::move(data)});
  response.headers["cache-control"] = "no-store";
  return response;
}

Result<QaTicket::Seen> QaTicket::look(const WebRequest& request, Connection& connection) const {
  const auto number = number_in(request.rest);
  return connection.transact([&](Transaction& transaction) {
    Seen seen;
    const auto tickets = load_tickets(transaction, {number});
    if (tickets.empty() || tickets.front().reporter.person != request.visitor.key()) return seen;
    seen.ticket = tickets.front();
    seen.events = ticket_events(transaction, number);
    seen.marks = read_marks(transaction, number);
    for (auto& entry : media_of_ticket(transaction, number))
      if (entry.side != FileSide::team) seen.media.push_back(std::move(entry));
    if (!request.form.text("once").empty())
      seen.basket = in_basket(transaction, TicketFiles::basket_of(request));
    return seen;
  });
}

HttpResponse QaTicket::show(const WebRequest& request, Connection& connection) const {
  const auto seen = look(request, connection);
  if (!seen) return web_.failure(request, 503, "busy");
  if (seen->ticket.number == 0) return web_.failure(request, 404, "no_ticket");
  count_reading(request, TalkSide::reporter, seen->ticket.number, seen->events, seen->marks);
  return page(request, *seen, "");
}

HttpResponse QaTicket::page(const WebRequest& request, const Seen& seen, const std::string& problem) const {
  const auto& ticket = seen.ticket;
  PageData data;
  data.flag("nav_read", true).number("number", ticket.number);
  data.text("title", "#" + std::to_string(ticket.number) + " " + mask(ticket.title));
  data.text("name", mask(ticket.title));
  data.text("state", web_.word(request, std::string("ticket_state.") + name_of(ticket.state)));
  data.flag("is_done", !is_open(ticket.state)).text("solution", mask(ticket.solution));
  data.flag("added", request.query("added") == "yes").flag("takes_more", takes_more(ticket));
  if (!problem.empty()) data.text("problem", problem);
  data.text("words", problem.empty() ? std::string() : request.form.text("words"));
  std::vector<PageData> said;
  const auto reads = read_states(seen.events, seen.marks);
  for (const auto& event : seen.events) {
    const auto& read = reads[static_cast<std::size_t>(&event - seen.events.data())];
    if (!concerns_reporter(event, &event == &seen.events.front())) continue;
    auto files = parts_.files->cards(request, files_of_event(event, seen.media), true);
    const bool own = event.role == "reporter";
    PageData one;
    one.text("at", clock_text(event.at, parts_.minutes_east)).flag("own", own);
    one.text("by", own ? web_.word(request, "qa.you") : mask(shown_name(event.by)));
    one.text("step", web_.word(request, std::string("ticket_step.") + name_of(event.step)));
    one.text("words", words_for_reporter(event));
    one.list("files", std::move(files));
    // Of the team it is said that they read it, never who.
    if (read.said_by == TalkSide::reporter) {
      if (read.last_read) one.text("read", clock_text(*read.read_at, parts_.minutes_east));
      one.flag("arrived", read.last && !read.read_at);
    }
    one.flag("is_new", read.said_by == TalkSide::team && !read.read_at);
    said.push_back(std::move(one));
  }
  data.list("said", std::move(said));
  auto gallery = parts_.files->cards(request, seen.media, true);
  data.list("files", std::move(gallery));
  const auto once = request.form.text("once");
  parts_.files->add_basket(data, request, once.empty() ? base64_url(random_bytes(16)) : once, seen.basket);
  auto response = web_.show(request, {"qa/ticket", std::move(data), problem.empty() ? 200 : 422});
  response.headers["cache-control"] = "no-store";
  return response;
}

HttpResponse QaTicket::add(const WebRequest& request, Connection& connection) const {
  if (request.form.text("once").size() != 22) return web_.failure(request, 400, "bad_form");
  const auto number = number_in(request.rest);
  const auto unkept = parts_.files->take_along(request, connection);
  const auto seen = look(request, connection);
  if (!seen) return web_.failure(request, 503, "busy");
  if (seen->ticket.number == 0) return web_.failure(request, 404, "no_ticket");
  const auto words = trimmed(request.form.text("words")).substr(0, longest_words);
  if (!unkept.empty()) return page(request, *seen, web_.word(request, "ticket_file." + unkept));
  if (words.empty() && seen->basket.empty())
    return page(request, *seen, web_.word(request, "qa.nothing_said"));
  const auto token = sha256_hex("own\n" + request.visitor.key() + "\n" + request.form.text("once"));
  const auto done = connection.transact([&](Transaction& transaction) -> std::string {
    if (ticket_of_form(transaction, token) != 0) return "";
    const FormSender sender{request.visitor.key(), request.http->remote, FormKind::words};
    if (!may_send_form(transaction, sender, request.now)) return "too_many_words";
    const auto tickets = load_tickets(transaction, {number}, Lock::for_update);
    if (tickets.empty() || !takes_more(tickets.front())) return "no_more";
    say(transaction, request, tickets.front(), words);
    keep_form(transaction, token, number, sender, request.now);
    return "";
  });
  if (!done) {
    log_error("follow_up_failed", {{"error", done.error().text}});
    return web_.failure(request, 503, "busy");
  }
  if (!done->empty()) return page(request, *seen, web_.word(request, "qa." + *done));
  parts_.committed();
  return web_.redirect(request, "/qa/ticket/" + std::to_string(number) + "?added=yes");
}

/// As if it had been said in chat: the event, its files, and word to the team.
void QaTicket::say(Transaction& transaction, const WebRequest& request, const Ticket& ticket,
                   const std::string& words) const {
  const auto& visitor = request.visitor;
  const auto basket = TicketFiles::basket_of(request);
  FollowUp effect;
  effect.number = ticket.number;
  effect.text = words;
  for (const auto& file :
       empty_basket(transaction, basket, ticket.number, FileSide::reporter, parts_.files->rules()))
    effect.media.push_back(media_of_page(file));
  const auto event = followed_up(effect, ticket.reporter, request.now);
  const auto after = append_events(transaction, {{ticket.number, event}});
  const auto library = parts_.library->get();
  const NoticeWorld world{request.now, parts_.minutes_east, &library->dictionary, parts_.locale};
  TurnOrigin origin;
  origin.directory = parts_.directory;
  origin.org = visitor.org;
  origin.locale = parts_.locale;
  origin.trace = "web-" + sha256_hex(basket.form).substr(0, 12);
  origin.person = visitor.userid;
  const auto drafts = route(origin, on_follow_up(after.front(), event, world));
  if (!drafts.empty()) enqueue(transaction, drafts);
}
