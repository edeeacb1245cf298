/// Who is on duty when: a month of a roster, day by day on its own clock.
#include <algorithm>
#include <cstdio>

#include "bot/text.h"
#include "gateway/crypto.h"
#include "handlers/accounts/account_store.h"
#include "handlers/console/console.h"
#include "handlers/qa/reader.h"
#include "handlers/sla/duty_feed.h"
#include "handlers/sla/duty_rules.h"
#include "handlers/sla/swap_store.h"
#include "handlers/tickets/notices.h"

namespace {

using std::chrono::days;

std::string two(unsigned number) { return (number < 10 ? "0" : "") + std::to_string(number); }

std::string month_text(std::chrono::year_month month) {
  return std::to_string(static_cast<int>(month.year())) + "-" + two(static_cast<unsigned>(month.month()));
}

std::string hour_text(LocalTime at) {
  const auto minutes =
      std::chrono::duration_cast<std::chrono::minutes>(at - std::chrono::floor<days>(at)).count();
  return two(static_cast<unsigned>(minutes / 60)) + ":" + two(static_cast<unsigned>(minutes % 60));
}

/// "2026-03"; what is no month gives the one that is now.
std::chrono::year_month month_named(const std::string& text, LocalDay today) {
  const auto day = day_named(text + "-01");
  const std::chrono::year_month_day date(day.value_or(today));
  return date.year() / date.month();
}

}  // namespace

Console::Names Console::names_of(const WebRequest& request, Connection& connection) const {
  Names names;
  const auto accounts =
      connection.transact([&](Transaction& transaction) { return desk_accounts(transaction, request.now); });
  if (accounts)
    for (const auto& account : *accounts)
      if (!account.name.empty()) names[folded(account.userid)] = account.name;
  for (const auto& member : parts_.directory->team(request.visitor.org))
    names[folded(member.who.contact)] = shown_name(member.who);
  return names;
}

std::string name_in(const std::map<std::string, std::string>& names, const std::string& userid) {
  const auto found = names.find(folded(userid));
  return found == names.end() ? userid : found->second;
}

HttpResponse Console::duty(const WebRequest& request, Connection& connection) const {
  return duty_page(request, connection, request.query("roster"), "");
}

HttpResponse Console::duty_page(const WebRequest& request, Connection& connection,
                                const std::string& roster_id, const std::string& said) const {
  std::vector<DutyProposal> swaps;
  // From the database: who has just arranged something sees it.
  const auto rows = connection.transact([&](Transaction& transaction) {
    swaps = all_open_proposals(transaction, request.visitor.org, request.now);
    return duty_rows(transaction, request.now);
  });
  if (!rows) return web_.failure(request, 503, "busy");
  const auto rules = with_duty(parts_.library->get()->clock_files, *rows);
  const auto* roster = rules ? rules->roster(roster_id) : nullptr;
  auto data = frame(request, "duty", web_.word(request, "desk.duty"));
  if (roster == nullptr) return shown(request, {"desk/duty", std::move(data)});
  const auto today = std::chrono::floor<days>(local_of(roster->zone, request.now));
  const auto month = month_named(request.query("month"), today);
  const auto names = names_of(request, connection);
  add_now(data, request, *rules, names);
  add_month(data, request, *roster, names, month, today);
  const auto link = [&](std::chrono::year_month of) {
    return "/desk/duty?roster=" + in_url(roster->id) + "&month=" + month_text(of);
  };
  data.flag("has_roster", true).text("roster", roster->id).text("roster_name", roster->name);
  data.text("month", month_text(month)).text("zone", roster->zone.name);
  add_feed(data, request, connection, roster->id);
  add_swaps(data, request, *rules, swaps, names);
  data.text("swap_said", said);
  add_changes(data, request, *roster, rows->changes, names);
  add_calendar(data, request, connection, *roster, names);
  data.text("before", link(month - std::chrono::months{1}))
      .text("after", link(month + std::chrono::months{1}));
  std::vector<PageData> rosters;
  for (const auto& one : rules->rosters)
    rosters.push_back(
        PageData().text("id", one.id).text("name", one.name).flag("chosen", one.id == roster->id));
  data.flag("several", rosters.size() > 1);
  data.list("rosters", std::move(rosters));
  return shown(request, {"desk/duty", std::move(data)});
}

/// For calendar programs; not for those who see only what is handed to them.
void Console::add_feed(PageData& data, const WebRequest& request, Connection& connection,
                       const std::string& roster) const {
  if (granted(actor_of(request).role, Act::see, Thing::team_ticket) == Grant::no) return;
  const auto token = connection.transact([&](Transaction& transaction) {
    return feed_token(transaction, roster, base64_url(random_bytes(24)));
  });
  if (token) data.text("feed", web_.public_url() + "/duty/feed/" + *token);
}

HttpResponse Console::feed(const WebRequest& request, Connection& connection) const {
  const auto rules = parts_.library->get()->clocks;
  const auto found = connection.transact(
      [&](Transaction& transaction) { return roster_of_feed(transaction, clean_utf8(request.rest)); });
  if (!found) return web_.failure(request, 503, "busy");
  const auto* roster = rules && !found->empty() ? rules->roster(*found) : nullptr;
  if (roster == nullptr) return web_.failure(request, 404, "not_found");
  const auto names = names_of(request, connection);
  // By whole days: a shift that began before is cut at the same place all day.
  const Time first = std::chrono::floor<days>(request.now) - days{31};
  HttpResponse response{200, {}, {}};
  response.headers = {{"content-type", "text/calendar; charset=utf-8"},
                      {"cache-control", "private, max-age=600"}};
  response.body = duty_calendar(*roster, first, first + days{214}, request.now,
                                [&](const std::string& userid) { return name_in(names, userid); });
  return response;
}

void Console::add_now(PageData& data, const WebRequest& request, const ClockRules& rules,
                      const Names& names) const {
  std::vector<PageData> now;
  for (const auto& roster : rules.rosters) {
    const auto shift = duty_at(roster, request.now);
    PageData one;
    one.text("roster", roster.name);
    if (!shift.person.empty()) {
      one.text("person", name_in(names, shift.person));
      if (const auto end = end_in_sight(shift, request.now)) one.text("until", moment(*end));
    }
    if (const auto backup = backup_at(roster, request.now); !backup.empty())
      one.text("backup", name_in(names, backup));
    now.push_back(std::move(one));
  }
  data.list("now", std::move(now));
}

void Console::add_month(PageData& data, const WebRequest& request, const Roster& roster, const Names& names,
                        std::chrono::year_month month, LocalDay today) const {
  const LocalDay first{month / 1};
  const LocalDay last{month / std::chrono::last};
  // Weeks begin on Monday.
  const auto begin = first - days{std::chrono::weekday(first).iso_encoding() - 1};
  const auto end = last + days{8 - std::chrono::weekday(last).iso_encoding()};
  const auto shifts =
      schedule(roster, instant_of(roster.zone, LocalTime{begin}), instant_of(roster.zone, LocalTime{end}));
  data.flag("no_turns", std::all_of(shifts.begin(), shifts.end(),
                                    [](const DutyShift& shift) { return shift.person.empty(); }));
  std::vector<PageData> shown_days;
  for (auto day = begin; day < end; day += days{1}) {
    const auto from = instant_of(roster.zone, LocalTime{day});
    const auto to = instant_of(roster.zone, LocalTime{day + days{1}});
    std::vector<PageData> turns;
    for (const auto& shift : shifts) {
      if (shift.to <= from || shift.from >= to || shift.person.empty()) continue;
      PageData turn;
      turn.text("person", name_in(names, shift.person));
      if (shift.from > from) turn.text("from", hour_text(local_of(roster.zone, shift.from)));
      if (shift.to < to) turn.text("to", hour_text(local_of(roster.zone, shift.to)));
      if (shift.why != DutyWhy::rotation)
        turn.text("why", web_.word(request, shift.why == DutyWhy::swap ? "duty.swapped" : "duty.stands_in"));
      turn.flag("mine", folded(shift.person) == folded(request.visitor.userid));
      turns.push_back(std::move(turn));
    }
    const std::chrono::year_month_day date(day);
    PageData one;
    one.number("day", static_cast<unsigned>(date.day()));
    one.text("weekday",
             web_.word(request, "weekday.d" + std::to_string(std::chrono::weekday(day).iso_encoding())));
    one.flag("other", date.month() != month.month()).flag("today", day == today);
    one.list("turns", std::move(turns));
    shown_days.push_back(std::move(one));
  }
  std::vector<PageData> weekdays;
  for (int n = 1; n <= 7; ++n)
    weekdays.push_back(PageData().text("name", web_.word(request, "weekday.d" + std::to_string(n))));
  data.list("weekdays", std::move(weekdays)).list("days", std::move(shown_days));
}
