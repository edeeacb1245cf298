/// Who stands in for whom: arranged and undone beside the duty calendar, and told to those it concerns.
#include <algorithm>

#include "bot/text.h"
#include "gateway/delivery/outbox.h"
#include "handlers/audit/audit_store.h"
#include "handlers/console/console.h"
#include "handlers/intake/route.h"
#include "handlers/qa/reader.h"
#include "handlers/sla/duty_store.h"
#include "handlers/sla/duty_told.h"
#include "handlers/tickets/notices.h"

namespace {

using std::chrono::minutes;

std::string local_text(const Zone& zone, Time at, char between) {
  const auto offset =
      std::chrono::duration_cast<minutes>(local_of(zone, at).time_since_epoch() - at.time_since_epoch());
  auto text = clock_text(at, static_cast<int>(offset.count()));
  text[10] = between;
  return text;
}

/// "2026-03-08T09:00", as a browser's field has it; the epoch: it is none.
Time instant_named(const Zone& zone, const std::string& text) {
  const auto day = day_named(text.substr(0, 10));
  const auto shift = shift_of(text.size() == 16 ? text.substr(11) + "-48:00" : "");
  return day && shift ? instant_of(zone, LocalTime{*day} + shift->from) : Time{};
}

DutyChange change_of(const WebRequest& request, const Roster& roster) {
  DutyChange change;
  change.roster = roster.id;
  change.from = instant_named(roster.zone, request.form.text("from"));
  change.to = instant_named(roster.zone, request.form.text("to"));
  change.person = trimmed(request.form.text("person"));
  change.other = trimmed(request.form.text("other"));
  change.made_by = request.visitor.userid;
  return change;
}

/// Who may stand there: those of the rosters and of the team.
std::vector<std::string> people_of(const ClockRules& rules, const std::map<std::string, std::string>& names) {
  std::vector<std::string> people;
  const auto add = [&](const std::string& userid) {
    const bool known = std::any_of(people.begin(), people.end(),
                                   [&](const auto& one) { return folded(one) == folded(userid); });
    if (!userid.empty() && !known) people.push_back(userid);
  };
  for (const auto& roster : rules.rosters)
    for (const auto& layer : roster.layers)
      for (const auto& person : layer.people) add(person);
  for (const auto& [userid, name] : names) add(userid);
  return people;
}

}  // namespace

void Console::add_changes(PageData& data, const WebRequest& request, const Roster& roster,
                          const std::vector<DutyChange>& all, const Names& names) const {
  const bool may = request.visitor.may(Act::arrange, Thing::duty) != Grant::no;
  std::vector<PageData> changes, people;
  for (const auto& change : all) {
    if (change.roster != roster.id || change.to <= request.now) continue;
    PageData one;
    one.number("id", change.id)
        .text("person", name_in(names, change.person))
        .text("by", name_in(names, change.made_by));
    one.text("from", local_text(roster.zone, change.from, ' '))
        .text("to", local_text(roster.zone, change.to, ' '));
    if (!change.other.empty()) one.text("other", name_in(names, change.other));
    changes.push_back(std::move(one));
  }
  for (const auto& userid : people_of(*parts_.library->get()->clock_files, names))
    people.push_back(PageData().text("id", userid).text("name", name_in(names, userid)));
  data.list("changes", std::move(changes));
  data.flag("may_arrange", may).list("people", std::move(people));
  const auto shift = duty_at(roster, request.now);
  if (const auto next = end_in_sight(shift, request.now))
    data.text("next_from", local_text(roster.zone, *next, 'T'));
  const auto fault = request.query("fault");
  for (const auto* known : {"nobody", "same", "order", "past", "long"})
    if (fault == known) data.text("fault", web_.word(request, std::string("duty_fault.") + known));
}

HttpResponse Console::arrange(const WebRequest& request, Connection& connection) const {
  const auto rules = parts_.library->get()->clocks;
  const auto* roster = rules->roster(request.form.text("roster"));
  if (roster == nullptr) return web_.failure(request, 404, "not_found");
  const auto change = change_of(request, *roster);
  const auto page = "/desk/duty?roster=" + in_url(roster->id);
  if (const auto fault = fault_of(change, request.now); !fault.empty())
    return web_.redirect(request, page + "&fault=" + fault + "#arrange");
  const auto names = names_of(request, connection);
  const auto done = connection.transact([&](Transaction& transaction) {
    const auto id = add_duty_change(transaction, change);
    audit(transaction,
          {{request.visitor.key(), request.visitor.role, "arrange", "duty:" + std::to_string(id),
            roster->id + " " + change.person + " " + change.other, "", "page", request.http->remote}});
    tell_duty(transaction, request, change, *roster, names, false);
    return Done{};
  });
  if (!done) return web_.failure(request, 503, "busy");
  parts_.wake_deliverer();
  return web_.redirect(request, page + "&month=" + local_text(roster->zone, change.from, ' ').substr(0, 7));
}

HttpResponse Console::undo_arranged(const WebRequest& request, Connection& connection) const {
  const auto id = number_of(request.rest);
  const auto rules = parts_.library->get()->clocks;
  const auto names = names_of(request, connection);
  const auto done = connection.transact([&](Transaction& transaction) {
    const auto undone = undo_duty_change(transaction, id);
    audit(transaction, {{request.visitor.key(), request.visitor.role, "undo", "duty:" + std::to_string(id),
                         undone.empty() ? "nothing to undo" : "", "", "page", request.http->remote}});
    for (const auto& change : undone)
      if (const auto* roster = rules->roster(change.roster))
        tell_duty(transaction, request, change, *roster, names, true);
    return undone.empty() ? std::string() : undone.front().roster;
  });
  if (!done) return web_.failure(request, 503, "busy");
  parts_.wake_deliverer();
  return web_.redirect(request, "/desk/duty?roster=" + in_url(*done));
}

/// Not who arranged it: they see it.
void Console::tell_duty(Transaction& transaction, const WebRequest& request, const DutyChange& change,
                        const Roster& roster, const Names& names, bool undone) const {
  const auto says = duty_says(
      change, roster, request.visitor.userid,
      [&](const std::string& userid) { return name_in(names, userid); }, undone);
  TurnOrigin origin;
  origin.directory = parts_.directory;
  origin.org = request.visitor.org;
  origin.locale = parts_.locale;
  origin.trace = "duty";
  auto drafts = route(origin, says);
  for (auto& draft : drafts) draft.lane = Lane::duty;
  if (!drafts.empty()) enqueue(transaction, drafts);
}
