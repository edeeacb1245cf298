/// Dead letters and the audit.
#include "bot/mask.h"
#include "gateway/delivery/outbox_admin.h"
#include "handlers/audit/audit_store.h"
#include "handlers/console/console.h"

namespace {

/// What an auditor looks for, offered beside the box; every other act may be typed.
constexpr const char* looked_for[] = {
    "unmask",    "unmask_refused", "see",           "see_file",     "export",         "export_refused",
    "signed_in", "sign_in_failed", "second_failed", "person_added", "person_changed", "write",
    "arrange",   "replay",         "diagnose",      "bulk"};

/// "corp/lilei" → "lilei": the organisation is the same in nearly every row.
std::string userid_of(const std::string& person) { return person.substr(person.rfind('/') + 1); }

}  // namespace

HttpResponse Console::dead(const WebRequest& request, Connection& connection) const {
  constexpr std::size_t most = 100;
  const auto entries =
      connection.transact([&](Transaction& transaction) { return outbox_list(transaction, "dead", most); });
  if (!entries) return web_.failure(request, 503, "busy");
  const bool may_replay = request.visitor.may(Act::replay, Thing::dead_letter) != Grant::no;
  auto data = frame(request, "dead", web_.word(request, "desk.dead"));
  std::vector<PageData> lines;
  for (const auto& entry : *entries) {
    PageData line;
    line.number("id", entry.id).text("at", entry.created_at.substr(0, 16)).text("place", entry.place);
    if (entry.ticket != 0) line.number("ticket", entry.ticket);
    line.number("attempts", entry.attempts).text("error", mask(entry.last_error, Sink::log));
    lines.push_back(std::move(line));
  }
  data.list("letters", std::move(lines)).flag("may_replay", may_replay);
  data.flag("replayed", request.query("replayed") == "yes").flag("kept", request.query("replayed") == "no");
  return shown(request, {"desk/dead", std::move(data)});
}

HttpResponse Console::replay(const WebRequest& request, Connection& connection) const {
  const auto id = number_of(request.rest);
  const auto replayed = connection.transact([&](Transaction& transaction) {
    const bool again = outbox_retry(transaction, id);
    audit(transaction,
          {{request.visitor.key(), request.visitor.role, "replay", "outbox:" + std::to_string(id),
            again ? "" : "nothing to replay", "", "page", request.http->remote}});
    return again;
  });
  if (!replayed) return web_.failure(request, 503, "busy");
  if (*replayed) parts_.wake_deliverer();
  return web_.redirect(request, std::string("/desk/dead?replayed=") + (*replayed ? "yes" : "no"));
}

HttpResponse Console::audit_page(const WebRequest& request, Connection& connection) const {
  AuditFilter filter;
  filter.actor = request.query("actor");
  filter.act = request.query("act");
  filter.thing = request.query("thing");
  filter.before = number_of(request.query("before"));
  const auto entries = connection.transact([&](Transaction& transaction) {
    audit(transaction,
          {{request.visitor.key(), request.visitor.role, "see", "audit",
            filter.actor + " " + filter.act + " " + filter.thing, "", "page", request.http->remote}});
    return audit_list(transaction, filter);
  });
  if (!entries) return web_.failure(request, 503, "busy");
  auto data = frame(request, "audit", web_.word(request, "desk.audit"));
  std::vector<PageData> lines;
  for (const auto& entry : *entries) {
    PageData line;
    line.number("id", entry.id).text("at", moment(entry.at)).text("actor", entry.row.actor);
    line.text("who", userid_of(entry.row.actor))
        .text("actor_url", "/desk/audit?actor=" + in_url(entry.row.actor));
    line.text("what_url", "/desk/audit?thing=" + in_url(entry.row.thing));
    // A reporter has no role; neither have the command line and what triggers write.
    const auto role = entry.row.role.empty() && entry.row.way == "page" ? "reporter" : entry.row.role;
    if (!role.empty() && !entry.row.actor.empty()) line.text("role", web_.word(request, "role." + role));
    line.text("act", entry.row.act)
        .text("act_name", word_or(request, "audit_act." + entry.row.act,
                                  word_or(request, "ticket_step." + entry.row.act, entry.row.act)));
    line.text("what", entry.row.thing).text("detail", entry.row.detail);
    line.text("reason", entry.row.reason)
        .text("way_name", word_or(request, "audit_way." + entry.row.way, ""))
        .text("remote", entry.row.remote);
    lines.push_back(std::move(line));
  }
  if (entries->size() == filter.limit) {
    std::string more = "/desk/audit?before=" + std::to_string(entries->back().id);
    for (const auto& [name, value] :
         {std::pair{"actor", filter.actor}, std::pair{"act", filter.act}, std::pair{"thing", filter.thing}})
      if (!value.empty()) more += std::string("&") + name + "=" + in_url(value);
    data.text("more", more);
  }
  data.text("actor", filter.actor).text("act", filter.act).text("thing", filter.thing);
  std::vector<PageData> acts;
  for (const auto* act : looked_for)
    acts.push_back(
        PageData().text("id", act).text("name", web_.word(request, std::string("audit_act.") + act)));
  data.list("acts", std::move(acts));
  data.list("rows", std::move(lines));
  return shown(request, {"desk/audit", std::move(data)});
}
