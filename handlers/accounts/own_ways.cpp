/// How somebody of the team is reached when a clock warns: the section of their own page, and its changes.
#include <algorithm>

#include "bot/duty_when.h"
#include "handlers/accounts/own_desk.h"
#include "handlers/audit/audit_store.h"
#include "handlers/sla/contact_way_store.h"
#include "handlers/sla/duty_rules.h"
#include "handlers/tickets/rights.h"

namespace {

std::string name_among(const std::vector<DutyPerson>& people, const std::string& userid) {
  for (const auto& person : people)
    if (same_person(person.userid, userid) && !person.name.empty()) return person.name;
  return userid;
}

std::optional<WayOrder> order_of(const FormBody& form) {
  static const std::map<std::string, WayOrder::Verb> verbs{{"add", WayOrder::Verb::add},
                                                           {"remove", WayOrder::Verb::remove},
                                                           {"up", WayOrder::Verb::up},
                                                           {"reset", WayOrder::Verb::reset}};
  const auto verb = verbs.find(form.text("verb"));
  if (verb == verbs.end()) return std::nullopt;
  WayOrder order;
  order.verb = verb->second;
  order.seen = form.text("seen");
  const auto place = form.text("place");
  order.place = place.size() == 1 && place[0] >= '0' && place[0] <= '9'
                    ? static_cast<std::size_t>(place[0] - '0')
                    : most_ways;
  order.by = form.text("by");
  order.to = form.text("to");
  order.hours = form.text("hours").substr(0, 200);
  order.wait = form.text("wait");
  return order;
}

}  // namespace

bool OwnDesk::has_ways(const WebRequest& request) const {
  return parts_.library != nullptr && is_team(role_of(request.visitor.role, false));
}

WaysWorld OwnDesk::ways_world(Transaction& transaction, const WebRequest& request,
                              const Library& library) const {
  const auto& visitor = request.visitor;
  const auto rules = with_duty(library.clock_files, duty_rows(transaction, request.now));
  WaysWorld world;
  world.me = visitor.userid;
  world.ways = ways_in_force(*rules, visitor.userid);
  world.people =
      duty_people(transaction, parts_.directory->team(visitor.org), *library.clock_files, request.now);
  world.files = library.clock_files.get();
  return world;
}

void OwnDesk::add_ways(PageData& data, const WebRequest& request, const Library& library,
                       const WaysWorld& world, const std::vector<WayFault>& faults) const {
  const auto word = [&](const std::string& key) { return web_.word(request, "ways." + key); };
  const auto& form = request.form;
  const bool posted = form.text("verb") == "add" && !faults.empty();
  std::vector<PageData> ways, kinds, people;
  for (const auto& way : world.ways) {
    const auto to = way.kind == ContactWay::Kind::person ? name_among(world.people, way.to) : way.to;
    PageData line;
    line.number("place", static_cast<long long>(ways.size()))
        .number("nth", static_cast<long long>(ways.size()) + 1);
    line.text("name", word(std::string("by_") + name_of(way.kind)) + to).text("hours", hours_text(way.hours));
    line.number("wait", way.wait.count() / 60).flag("below", !ways.empty());
    ways.push_back(std::move(line));
  }
  const auto chosen = posted ? form.text("by") : "app";
  const auto add_kind = [&](const std::string& id, const std::string& name) {
    kinds.push_back(PageData().text("id", id).text("name", name).flag("chosen", id == chosen));
  };
  for (const std::string kind : {"app", "group"}) add_kind(kind, word("by_" + kind));
  for (const auto& [name, hook] : world.files->hooks) add_kind("webhook:" + name, word("by_webhook") + name);
  add_kind("person", word("by_somebody"));
  for (const auto& person : world.people)
    if (!same_person(person.userid, world.me))
      people.push_back(PageData()
                           .text("id", person.userid)
                           .text("name", person.name.empty() ? person.userid : person.name)
                           .flag("chosen", posted && person.userid == form.text("to")));
  for (const auto& fault : faults)
    data.text(fault.field.empty() ? "ways_fault" : "fault_" + fault.field, word("fault_" + fault.why));
  data.flag("ways_shown", true).flag("ways_open", posted).flag("several_ways", ways.size() > 1);
  data.flag("more_ways", ways.size() < most_ways).text("seen", text_of_ways(world.ways));
  data.flag("ways_own",
            text_of_ways(world.ways) != text_of_ways(ways_in_force(*library.clock_files, world.me)));
  data.list("ways", std::move(ways))
      .list("way_kinds", std::move(kinds))
      .list("way_people", std::move(people));
  data.text("way_hours", posted ? form.text("hours") : "").text("way_wait", posted ? form.text("wait") : "5");
  data.text("way_zone", zone_of_person(*library.clock_files, world.me).name);
}

HttpResponse OwnDesk::change_own_ways(const WebRequest& request, Connection& connection) const {
  const auto order = order_of(request.form);
  if (!order) return web_.failure(request, 400, "bad_form");
  if (!has_ways(request)) return web_.failure(request, 403, "not_yours");
  const auto& visitor = request.visitor;
  const auto library = parts_.library->get();
  const auto done = connection.transact([&](Transaction& transaction) {
    hold_own_ways(transaction, visitor.userid);
    auto change = change_ways(ways_world(transaction, request, *library), *order);
    if (!change.faults.empty()) return change;
    put_own_ways(transaction, visitor.userid, change.ways);
    audit(transaction, {{visitor.key(), visitor.role, "contact_ways", "person:" + folded(visitor.userid),
                         change.detail, "", "page", request.http->remote}});
    return change;
  });
  if (!done) return web_.failure(request, 503, "busy");
  if (!done->faults.empty()) return account_page(request, connection, "", done->faults);
  return web_.redirect(request, "/account?did=ways#ways");
}
