#include "handlers/console/export_desk.h"

#include <sstream>

#include "bot/mask.h"
#include "bot/text.h"
#include "gateway/clock.h"
#include "gateway/crypto.h"
#include "gateway/log.h"
#include "handlers/accounts/step_up.h"
#include "handlers/audit/audit_store.h"
#include "handlers/console/console.h"
#include "handlers/console/export_write.h"
#include "handlers/tickets/notices.h"

namespace {

constexpr std::size_t shortest_reason = 4, longest_reason = 200;  // characters

std::string named(const std::string& value, std::initializer_list<const char*> known) {
  for (const auto* one : known)
    if (value == one) return value;
  return *known.begin();
}

ListFilter filter_of(const FormBody& form) {
  const auto view = named(form.text("view"), {"all", "open", "ended"});
  ListFilter filter;
  filter.view = view == "open"    ? ListFilter::View::open
                : view == "ended" ? ListFilter::View::ended
                                  : ListFilter::View::all;
  filter.severity = form.text("severity");
  filter.system = form.text("system");
  filter.limit = 200;
  return filter;
}

AuditRow row_of(const WebRequest& request, const std::string& act, const ExportJob& job) {
  return {request.visitor.key(),
          request.visitor.role,
          act,
          "export:" + job.id.substr(0, 8),
          job.words + ", " + std::to_string(job.total) + " tickets" + (job.whole ? ", whole" : ", masked"),
          job.reason,
          "page",
          request.http->remote};
}

/// What nobody waits for: the file, part by part, each in a transaction of its own.
struct Writing {
  ExportJob job;
  ListFilter filter;
  Actor actor;
  int minutes_east = 0;

  void run(Connection& connection) {
    long long done = 0;
    for (int seq = 0;; ++seq) {
      const auto written =
          connection.transact([&](Transaction& transaction) { return part(transaction, seq, done); });
      if (!written) {
        log_warn("export_failed", {{"error", written.error().text}});
        const auto noted = connection.transact([&](Transaction& transaction) {
          add_export_part(transaction, job.id, seq, "", done, "failed", now());
          return Done{};
        });
        if (!noted) log_warn("export_failure_not_noted", {{"error", noted.error().text}});
        return;
      }
      done = written->first;
      filter.after = written->second;
      if (!filter.after) return;
    }
  }

  /// How many are done, and where the next part begins; none: it was the last.
  std::pair<long long, std::optional<ListPlace>> part(Transaction& transaction, int seq,
                                                      long long done) const {
    auto of = filter;
    of.limit =
        static_cast<std::size_t>(std::min<long long>(static_cast<long long>(of.limit), job.total - done));
    const auto tickets = of.limit == 0 ? std::vector<Ticket>{} : list_tickets(transaction, of);
    auto body = seq == 0 ? export_header(job.format) : std::string();
    for (const auto& ticket : tickets) {
      const bool whole = job.whole && may(actor, Act::unmask, ticket) != Grant::no;
      body += export_line(job.format, ticket, whole ? Shown::whole : Shown::masked, minutes_east);
    }
    const auto now_done = done + static_cast<long long>(tickets.size());
    const bool last = tickets.size() < of.limit || now_done >= job.total;
    add_export_part(transaction, job.id, seq, body, now_done, last ? "done" : "running", now());
    return {now_done, last ? std::nullopt : std::optional(place_of(tickets.back()))};
  }
};

}  // namespace

ExportDesk::ExportDesk(Web& web, Parts parts) : web_(web), parts_(std::move(parts)) {}

std::vector<WebRoute> ExportDesk::routes() {
  const auto bind = [this](auto method) {
    return [this, method](const WebRequest& request, Connection& connection) {
      return (this->*method)(request, connection);
    };
  };
  const auto takes = Access::to(Act::take_out, Thing::queue);
  const auto begin = [this](const WebRequest& request, Connection& connection) {
    return page(request, connection, "");
  };
  return {{"GET", "/desk/export", takes, begin},
          {"POST", "/desk/export", takes, bind(&ExportDesk::ask), 8192},
          {"GET", "/desk/export/job/", takes, bind(&ExportDesk::progress)},
          {"GET", "/desk/export/file/", takes, bind(&ExportDesk::file)}};
}

/// "open high trading" as its person reads it; the audit keeps the names as they are.
std::string ExportDesk::shown_words(const WebRequest& request, const std::string& words) const {
  std::istringstream in(words);
  std::string word, shown;
  while (in >> word) {
    const bool severity = word == "low" || word == "medium" || word == "high" || word == "urgent";
    shown += shown.empty() ? web_.word(request, "desk_view." + word)
                           : ", " + (severity ? web_.word(request, "severity." + word) : word);
  }
  return shown;
}

PageData ExportDesk::line(const WebRequest& request, const ExportJob& job) const {
  PageData line;
  line.text("job", job.id)
      .text("words", shown_words(request, job.words))
      .text("format", job.format == "csv" ? "CSV" : "JSONL");
  line.text("asked", clock_text(job.asked_at, parts_.minutes_east))
      .number("done", job.done)
      .number("total", job.total);
  line.flag("is_running", job.state == "running").flag("is_done", job.state == "done");
  line.flag("is_failed", job.state == "failed").flag("is_whole", job.whole);
  line.text("state", web_.word(request, "export.state_" + job.state));
  return line;
}

HttpResponse ExportDesk::page(const WebRequest& request, Connection& connection,
                              const std::string& problem) const {
  const auto jobs = connection.transact(
      [&](Transaction& transaction) { return exports_of(transaction, request.visitor.key(), request.now); });
  if (!jobs) return web_.failure(request, 503, "busy");
  PageData data;
  data.text("title", web_.word(request, "export.title")).flag("tab_export", true).flag("nav_desk", true);
  data.text("problem", problem.empty() ? "" : web_.word(request, problem));
  data.flag("may_whole", request.visitor.may(Act::unmask, Thing::team_ticket) != Grant::no);
  data.number("most_masked", most_masked).number("most_whole", most_whole);
  data.text("reason", request.form.text("reason")).text("system", request.form.text("system"));
  std::vector<PageData> lines;
  for (const auto& job : *jobs) lines.push_back(line(request, job));
  data.list("jobs", std::move(lines));
  auto response = web_.show(request, {"desk/export", std::move(data), problem.empty() ? 200 : 422});
  response.headers["cache-control"] = "no-store";
  return response;
}

HttpResponse ExportDesk::ask(const WebRequest& request, Connection& connection) const {
  const auto& form = request.form;
  Writing writing;
  writing.filter = filter_of(form);
  writing.actor = actor_of(request);
  writing.minutes_east = parts_.minutes_east;
  auto& job = writing.job;
  job.id = to_hex(random_bytes(16));
  job.person = request.visitor.key();
  job.format = named(form.text("format"), {"csv", "jsonl"});
  job.whole =
      form.text("whole") == "yes" && request.visitor.may(Act::unmask, Thing::team_ticket) != Grant::no;
  const auto reason = trimmed(form.text("reason"));
  job.reason = mask(reason.substr(0, 4 * longest_reason));
  job.words = named(form.text("view"), {"all", "open", "ended"}) +
              (writing.filter.severity.empty() ? "" : " " + writing.filter.severity.substr(0, 20)) +
              (writing.filter.system.empty() ? "" : " " + writing.filter.system.substr(0, 40));
  if (code_points(reason) < shortest_reason || code_points(reason) > longest_reason)
    return page(request, connection, "export.no_reason");
  auto stepped = request;
  const auto freshness = freshened(stepped, connection, parts_.key);
  const auto most = job.whole ? most_whole : most_masked;
  const auto begun = connection.transact([&](Transaction& transaction) {
    job.total = count_tickets(transaction, writing.filter, most);
    const bool fits = freshness == Freshness::fresh;
    audit(transaction, {row_of(request, fits ? "export" : "export_refused", job)});
    if (fits) begin_export(transaction, job, request.now);
    return fits;
  });
  if (!begun) return web_.failure(request, 503, "busy");
  if (!*begun) return page(stepped, connection, word_of(freshness));
  if (request.later != nullptr)
    request.later->push_back([writing](Connection& later) mutable { writing.run(later); });
  return web_.redirect(request, "/desk/export");
}

HttpResponse ExportDesk::progress(const WebRequest& request, Connection& connection) const {
  const auto job = connection.transact([&](Transaction& transaction) {
    return export_job(transaction, request.rest, request.visitor.key(), request.now);
  });
  if (!job) return web_.failure(request, 503, "busy");
  if (!*job) return web_.failure(request, 404, "not_found");
  auto response = web_.show(request, {"desk/export_line", line(request, **job), 200, false, true});
  response.headers["cache-control"] = "no-store";
  return response;
}

HttpResponse ExportDesk::file(const WebRequest& request, Connection& connection) const {
  std::string body;
  const auto job = connection.transact([&](Transaction& transaction) {
    auto found = export_job(transaction, request.rest, request.visitor.key(), request.now);
    if (!found || found->state != "done") return std::optional<ExportJob>{};
    body = export_file(transaction, found->id);
    audit(transaction, {row_of(request, "export_fetched", *found)});
    return found;
  });
  if (!job) return web_.failure(request, 503, "busy");
  if (!*job) return web_.failure(request, 404, "not_found");
  HttpResponse response{200, {}, std::move(body)};
  const bool csv = (*job)->format == "csv";
  response.headers = {{"content-type", csv ? "text/csv; charset=utf-8" : "application/x-ndjson"},
                      {"content-disposition",
                       std::string("attachment; filename=\"tickets.") + (csv ? "csv" : "jsonl") + "\""},
                      {"cache-control", "no-store"}};
  return response;
}
