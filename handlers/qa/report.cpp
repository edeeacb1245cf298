#include "handlers/qa/report.h"

#include "bot/extract.h"
#include "bot/form.h"
#include "bot/mask.h"
#include "bot/text.h"
#include "gateway/crypto.h"
#include "gateway/delivery/outbox.h"
#include "gateway/log.h"
#include "gateway/metrics.h"
#include "handlers/intake/incidents.h"
#include "handlers/intake/person_store.h"
#include "handlers/intake/route.h"
#include "handlers/knowledge/hot.h"
#include "handlers/qa/form_store.h"
#include "handlers/qa/reader.h"
#include "handlers/tickets/notices.h"
#include "handlers/tickets/ticket_store.h"

namespace {

constexpr std::size_t fewest_words = 4, title_length = 40;

/// Masked before it is cut: half a number could not be told from another.
std::string title_of(const std::string& words) {
  const auto line = mask(trimmed(words.substr(0, words.find('\n'))));
  std::size_t bytes = 0;
  for (std::size_t count = 0; bytes < line.size() && count < title_length; ++count) {
    ++bytes;
    while (bytes < line.size() && (static_cast<unsigned char>(line[bytes]) & 0xC0u) == 0x80u) ++bytes;
  }
  return line.substr(0, bytes) + (bytes < line.size() ? "…" : "");
}

}  // namespace

/// What the form says.
struct QaReport::Filled {
  std::string words, system, time, customer, article, once;
  std::vector<KeptFile> files;  // in the form's basket
  std::string file_problem;     // a word of what is wrong with one
};

QaReport::QaReport(Web& web, Parts parts) : web_(web), parts_(std::move(parts)) {}

std::vector<WebRoute> QaReport::routes() {
  const auto bind = [this](auto method) {
    return [this, method](const WebRequest& request, Connection& connection) {
      return (this->*method)(request, connection);
    };
  };
  return {{"GET", "/qa/report", Access::reader, bind(&QaReport::ask)},
          {"POST", "/qa/report", Access::reader, bind(&QaReport::take), parts_.files->form_bytes()},
          {"GET", "/qa/reported/", Access::reader, bind(&QaReport::thank)}};
}

HttpResponse QaReport::form(const WebRequest& request, const Filled& filled,
                            const std::string& problem) const {
  const auto library = parts_.library->get();
  PageData data;
  data.flag("nav_read", true).text("title", web_.word(request, "qa.report_title"));
  if (!problem.empty()) data.text("problem", web_.word(request, "qa." + problem));
  data.text("words", filled.words).text("time", filled.time).text("customer", filled.customer);
  parts_.files->add_basket(data, request, filled.once.empty() ? base64_url(random_bytes(16)) : filled.once,
                           filled.files, filled.file_problem);
  auto system = filled.system;
  if (const auto* article = library->catalogue->article(filled.article)) {
    data.text("article", article->id).text("article_name", article->title);
    data.text("article_url", article_url(article->id));
    if (system.empty()) system = article->system;
  }
  std::vector<PageData> systems{PageData()
                                    .text("id", "")
                                    .text("name", web_.word(request, "qa.system_unknown"))
                                    .flag("chosen", system.empty())};
  for (const auto& entry : library->dictionary.systems)
    systems.push_back(PageData()
                          .text("id", entry.id)
                          .text("name", system_name_of(web_, *library, request, entry.id))
                          .flag("chosen", entry.id == system));
  data.list("systems", std::move(systems));
  return web_.show(
      request, {"qa/report", std::move(data), problem.empty() && filled.file_problem.empty() ? 200 : 422});
}

HttpResponse QaReport::ask(const WebRequest& request, Connection&) const {
  Filled filled;
  filled.article = request.query("article");
  filled.words = request.query("words");
  return form(request, filled, "");
}

/// What was uploaded for the form is still in its basket.
HttpResponse QaReport::again(const WebRequest& request, Connection& connection, Filled filled,
                             const std::string& problem) const {
  if (auto files = connection.transact(
          [&](Transaction& transaction) { return in_basket(transaction, TicketFiles::basket_of(request)); }))
    filled.files = std::move(*files);
  return form(request, filled, problem);
}

HttpResponse QaReport::take(const WebRequest& request, Connection& connection) const {
  const auto& sent = request.form;
  Filled filled{trimmed(sent.text("words")),
                sent.text("system"),
                trimmed(sent.text("time")),
                trimmed(sent.text("customer")),
                sent.text("article"),
                sent.text("once"),
                {},
                ""};
  if (filled.once.size() != 22) return web_.failure(request, 400, "bad_form");
  filled.file_problem = parts_.files->take_along(request, connection);
  if (!filled.file_problem.empty()) return again(request, connection, filled, "");
  if (code_points(filled.words) < fewest_words || filled.words.size() > 8000)
    return again(request, connection, filled, "too_short");
  const auto library = parts_.library->get();
  const auto& dictionary = library->dictionary;
  auto fields = extract(filled.words, dictionary, request.now, parts_.minutes_east);
  if (!filled.time.empty()) {
    const auto said = extract(filled.time, dictionary, request.now, parts_.minutes_east);
    const auto time = said.find("time");
    if (time == said.end()) return again(request, connection, filled, "bad_time");
    fields["time"] = time->second;
  }
  if (!filled.customer.empty()) {
    FormField field;
    field.name = field.type = "customer";
    const auto value = read_value(field, filled.customer, dictionary);
    if (!value.problem.empty()) return again(request, connection, filled, "bad_customer");
    for (const auto& [name, text] : value.fields) fields[name] = text;
  }
  for (const auto& entry : dictionary.systems)
    if (entry.id == filled.system) fields["system"] = entry.id;
  const auto number = connection.transact(
      [&](Transaction& transaction) { return file(transaction, request, filled, fields); });
  if (!number) {
    log_error("report_failed", {{"error", number.error().text}});
    return web_.failure(request, 503, "busy");
  }
  if (*number == 0) {
    count("dutydesk_reports_refused_total");
    auto slower = again(request, connection, filled, "too_many");
    slower.status = 429;
    slower.headers["retry-after"] = "600";
    return slower;
  }
  parts_.committed();
  return web_.redirect(request, "/qa/reported/" + std::to_string(*number));
}

/// The ticket, its notices and the article's count, all or nothing. 0: too many reports, nothing is written.
long long QaReport::file(Transaction& transaction, const WebRequest& request, const Filled& filled,
                         const std::map<std::string, std::string>& fields) const {
  const auto& visitor = request.visitor;
  const auto token = sha256_hex(visitor.key() + "\n" + filled.once);
  if (const auto made = ticket_of_form(transaction, token)) return made;
  const FormSender sender{visitor.key(), request.http->remote};
  if (!may_send_form(transaction, sender, request.now)) return 0;
  const auto library = parts_.library->get();
  const auto app = parts_.directory->app_of(visitor.org);
  const auto met = meet_persons(
      transaction, {{visitor.key(), visitor.org, visitor.userid, visitor.name, app.has_value()}});
  const auto& person = met.at(visitor.key());
  Report report;
  report.origin = {app.value_or(""), visitor.userid, ChatKind::single};
  report.contact = visitor.userid;
  report.contact_name = person.name;
  report.fields = fields;
  report.form = form_for(library->forms, fields).id;
  report.text = filled.words;
  const auto basket = TicketFiles::basket_of(request);
  for (const auto& held : in_basket(transaction, basket)) report.media.push_back(media_of_page(held));
  const auto* article = library->catalogue->article(filled.article);
  if (article != nullptr) report.text += "\n" + web_.word(request, "qa.after_article") + article->title;
  const auto title = title_of(filled.words);
  const Party by{visitor.key(), visitor.userid, person.name};
  const auto wanted = opening({false, report, title, visitor.userid, person.name}, by, request.now, 0);
  std::vector<NewTicket> made;
  const auto number = open_tickets(transaction, {wanted}, &made).front();
  empty_basket(transaction, basket, number, FileSide::reporter, parts_.files->rules());
  TurnOrigin origin;
  origin.directory = parts_.directory;
  origin.org = visitor.org;
  origin.locale = parts_.locale;
  origin.trace = "web-" + token.substr(0, 12);
  origin.person = visitor.userid;
  origin.reachable = person.reachable;
  const NoticeWorld world{request.now, parts_.minutes_east, &library->dictionary, parts_.locale};
  const auto ticket = opened(made.front(), number);
  Plan plan;
  plan.says = on_submitted(ticket, world);
  if (!made.front().alike.empty())
    add_likeness(transaction,
                 {parts_.directory, library.get(), request.now, parts_.minutes_east, parts_.locale},
                 {{&ticket, std::move(made.front().alike), visitor.org, person.reachable, nullptr, &plan}});
  const auto drafts = route(origin, plan.says);
  if (!drafts.empty()) enqueue(transaction, drafts);
  if (article != nullptr)
    keep_asks(transaction, {{visitor.key(), article->id, "unsolved", filled.words, article->system, number}},
              request.now);
  keep_form(transaction, token, number, sender, request.now);
  return number;
}

HttpResponse QaReport::thank(const WebRequest& request, Connection&) const {
  const auto number = request.rest;
  if (number.empty() || number.size() > 12 || number.find_first_not_of("0123456789") != number.npos)
    return web_.failure(request, 404, "not_found");
  PageData data;
  data.flag("nav_read", true).text("number", number).text("title", web_.word(request, "qa.reported"));
  return web_.show(request, {"qa/reported", std::move(data)});
}
