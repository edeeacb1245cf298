/// The calendar that a roster comes from: how it stands, and a file that is looked at before it is taken.
#include "bot/mask.h"
#include "bot/text.h"
#include "handlers/audit/audit_store.h"
#include "handlers/console/console.h"
#include "handlers/qa/reader.h"
#include "handlers/sla/calendar_fetcher.h"
#include "handlers/sla/duty_calendar_store.h"
#include "handlers/sla/duty_rules.h"
#include "handlers/sla/duty_told.h"

namespace {

using std::chrono::days;

constexpr days looked_ahead{60};
constexpr std::size_t most_listed = 20;

/// What may be shown of a place: an address may carry a secret in its path.
std::string shown_place(const std::string& place) {
  if (!is_address(place)) return place;
  const auto host = place.find("://") + 3;
  return place.substr(host, place.find_first_of("/?#", host) - host);
}

/// "line 12: …" → "12".
std::string line_in(const std::string& fault) {
  return fault.starts_with("line ") ? fault.substr(5, fault.find(':') - 5) : "1";
}

PageData span_of(const Roster& roster, Time from, Time to) {
  PageData one;
  one.text("from", roster_clock(roster, from)).text("to", roster_clock(roster, to));
  return one;
}

}  // namespace

void Console::add_calendar(PageData& data, const WebRequest& request, Connection& connection,
                           const Roster& roster, const Names& names) const {
  const auto found =
      connection.transact([&](Transaction& transaction) { return duty_calendar(transaction, roster.id); });
  const bool linked = !roster.source.place.empty();
  const bool may = request.visitor.may(Act::arrange, Thing::duty) != Grant::no && !linked;
  const bool stands = found && *found && (*found)->linked == linked;
  data.flag("calendar_shown", linked || stands || may).flag("may_upload", may);
  data.flag("uploaded", stands && !linked);
  if (const auto fault = request.query("upload"); !fault.empty() && number_of(fault) > 0)
    data.number("upload_fault", number_of(fault));
  add_preview(data, request, connection, roster, names);
  if (!linked && !stands) return;
  const auto calendar = stands ? **found : DutyCalendar{};
  data.text("calendar_from",
            linked ? shown_place(roster.source.place)
                   : web_.word(request, "duty.uploaded_by") + " " + name_in(names, calendar.made_by));
  if (calendar.fetched_at) {
    const auto age = request.now - *calendar.fetched_at;
    data.text("calendar_at", moment(*calendar.fetched_at))
        .number("calendar_minutes", std::max<long long>(0, age / std::chrono::minutes{1}));
    data.flag("calendar_stale", linked && age > roster.source.stale);
  }
  if (!calendar.fault.empty()) {
    const auto [code, detail] = calendar_fault(calendar.fault);
    const auto why = web_.word(request, "duty_unread." + code);
    data.text("calendar_fault", detail.empty() ? why : why + " " + detail);
  }
  std::vector<PageData> problems, overlaps, gaps;
  for (const auto& one : calendar.problems)
    problems.push_back(PageData()
                           .number("line", one.line)
                           .text("why", web_.word(request, "duty_problem." + one.why))
                           .text("what", mask(one.what)));
  for (const auto& one : calendar.overlaps)
    if (one.to > request.now && overlaps.size() < most_listed)
      overlaps.push_back(span_of(roster, one.from, one.to)
                             .text("kept", name_in(names, one.kept))
                             .text("left", name_in(names, one.left)));
  for (const auto& one : duty_gaps(roster, request.now, request.now + looked_ahead))
    if (gaps.size() < most_listed) gaps.push_back(span_of(roster, one.from, one.to));
  data.list("calendar_problems", std::move(problems))
      .list("calendar_overlaps", std::move(overlaps))
      .list("calendar_gaps", std::move(gaps));
}

/// What a file would change, for who sent it.
void Console::add_preview(PageData& data, const WebRequest& request, Connection& connection,
                          const Roster& roster, const Names& names) const {
  const auto id = number_of(request.query("draft"));
  if (id <= 0) return;
  const auto files = parts_.library->get()->clock_files;
  const auto found = connection.transact([&](Transaction& transaction) {
    auto draft = find_calendar_draft(transaction, id, request.visitor.userid);
    return std::pair{std::move(draft), duty_people(transaction, parts_.directory->team(request.visitor.org),
                                                   *files, request.now)};
  });
  if (!found || !found->first || found->first->roster != roster.id) return;
  const auto read = read_calendar(found->first->text, roster.zone, found->second, request.now);
  if (!read) return;
  auto after = roster;
  after.spans = read->spans;
  const auto changes = duty_differences(roster, after, request.now, request.now + looked_ahead);
  std::vector<PageData> differences, problems;
  for (const auto& one : changes) {
    if (differences.size() == most_listed) break;
    auto line = span_of(roster, one.from, one.to);
    if (!one.before.empty()) line.text("was", name_in(names, one.before));
    if (!one.after.empty()) line.text("becomes", name_in(names, one.after));
    differences.push_back(std::move(line));
  }
  for (const auto& one : read->problems)
    if (problems.size() < most_listed)
      problems.push_back(PageData()
                             .number("line", one.line)
                             .text("why", web_.word(request, "duty_problem." + one.why))
                             .text("what", mask(one.what)));
  if (changes.size() > differences.size())
    data.number("differences_more", static_cast<long long>(changes.size() - differences.size()));
  data.flag("preview", true).number("draft", id);
  data.list("differences", std::move(differences)).list("preview_problems", std::move(problems));
}

HttpResponse Console::try_calendar(const WebRequest& request, Connection& connection) const {
  const auto files = parts_.library->get()->clock_files;
  const auto* roster = files->roster(request.form.text("roster"));
  if (roster == nullptr || !roster->source.place.empty()) return web_.failure(request, 404, "not_found");
  const auto page = "/desk/duty?roster=" + in_url(roster->id);
  const auto text = request.files.empty() ? std::string() : request.files.front().bytes;
  const auto read = read_calendar(text, roster->zone, {}, request.now);
  if (!read) return web_.redirect(request, page + "&upload=" + line_in(read.error().text) + "#calendar");
  const auto id = connection.transact([&](Transaction& transaction) {
    return add_calendar_draft(transaction, {roster->id, clean_utf8(text), request.visitor.userid});
  });
  if (!id) return web_.failure(request, 503, "busy");
  return web_.redirect(request, page + "&draft=" + std::to_string(*id) + "#preview");
}

HttpResponse Console::take_calendar(const WebRequest& request, Connection& connection) const {
  const auto id = number_of(request.form.text("draft"));
  const auto files = parts_.library->get()->clock_files;
  const auto taken = connection.transact([&](Transaction& transaction) -> std::string {
    const auto draft = find_calendar_draft(transaction, id, request.visitor.userid);
    const auto* roster = draft ? files->roster(draft->roster) : nullptr;
    if (roster == nullptr || !roster->source.place.empty()) return {};
    const auto people =
        duty_people(transaction, parts_.directory->team(request.visitor.org), *files, request.now);
    const auto scan = scan_ical(draft->text);
    const auto read = read_calendar(draft->text, roster->zone, people, request.now);
    if (!scan || !read) return {};
    DutyCalendar calendar;
    calendar.roster = roster->id;
    calendar.text = scan->text;
    calendar.made_by = request.visitor.userid;
    keep_calendar(transaction, calendar, *read);
    drop_calendar_draft(transaction, id);
    audit(transaction,
          {{request.visitor.key(), request.visitor.role, "arrange", "duty_calendar:" + roster->id,
            std::to_string(read->spans.size()) + " shifts", "", "page", request.http->remote}});
    return roster->id;
  });
  if (!taken) return web_.failure(request, 503, "busy");
  if (taken->empty()) return web_.failure(request, 404, "not_found");
  return web_.redirect(request, "/desk/duty?roster=" + in_url(*taken) + "#calendar");
}

HttpResponse Console::drop_calendar(const WebRequest& request, Connection& connection) const {
  const auto id = request.form.text("roster");
  const auto* roster = parts_.library->get()->clock_files->roster(id);
  if (roster == nullptr || id.empty()) return web_.failure(request, 404, "not_found");
  const auto done = connection.transact([&](Transaction& transaction) {
    ::drop_calendar(transaction, id);
    audit(transaction, {{request.visitor.key(), request.visitor.role, "undo", "duty_calendar:" + id, "", "",
                         "page", request.http->remote}});
    return Done{};
  });
  if (!done) return web_.failure(request, 503, "busy");
  return web_.redirect(request, "/desk/duty?roster=" + in_url(id));
}
