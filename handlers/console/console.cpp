#include "handlers/console/console.h"

#include "bot/ical_scan.h"
#include "gateway/crypto.h"
#include "handlers/console/view_desk.h"
#include "handlers/qa/reader.h"
#include "handlers/tickets/incident_store.h"

namespace {

/// Never the bare one, which opens with a person's default.
std::string address(const QueueQuery& query, const std::string& without) {
  const auto text = text_of(query, without);
  return "/desk?" + (text.empty() ? std::string("view=waiting") : text);
}

}  // namespace

Console::Console(Web& web, Parts parts) : web_(web), parts_(std::move(parts)) {}

std::vector<WebRoute> Console::routes() {
  const auto bind = [this](auto method) {
    return [this, method](const WebRequest& request, Connection& connection) {
      return (this->*method)(request, connection);
    };
  };
  const auto reads = Access::to(Act::see, Thing::queue);
  return {
      {"GET", "/desk", reads, bind(&Console::list)},
      {"GET", "/desk/board", reads, bind(&Console::board)},
      {"GET", "/desk/duty", reads, bind(&Console::duty)},
      {"POST", "/desk/duty/arrange", Access::to(Act::arrange, Thing::duty), bind(&Console::arrange), 8192},
      {"POST", "/desk/duty/undo/", Access::to(Act::arrange, Thing::duty), bind(&Console::undo_arranged),
       8192},
      // Whose word the swap waits for decides, as in chat.
      {"POST", "/desk/duty/swap/", reads, bind(&Console::answer_swap), 8192},
      {"POST", "/desk/duty/calendar", Access::to(Act::arrange, Thing::duty), bind(&Console::try_calendar),
       ical_most_bytes + 16 * 1024},
      {"POST", "/desk/duty/calendar/take", Access::to(Act::arrange, Thing::duty),
       bind(&Console::take_calendar), 8192},
      {"POST", "/desk/duty/calendar/drop", Access::to(Act::arrange, Thing::duty),
       bind(&Console::drop_calendar), 8192},
      {"GET", "/duty/feed/", Access::anyone, bind(&Console::feed)},
      // Whose ticket it is decides; the table is asked for that one.
      {"GET", "/desk/ticket/", reads, bind(&Console::ticket)},
      {"POST", "/desk/act/", reads, bind(&Console::act), parts_.files->form_bytes()},
      {"POST", "/desk/unmask/", reads, bind(&Console::unmask), 8192},
      {"POST", "/desk/status/", Access::to(Act::write, Thing::article), bind(&Console::tell_all), 8192},
      {"GET", "/desk/dead", Access::to(Act::see, Thing::dead_letter), bind(&Console::dead)},
      {"POST", "/desk/dead/", Access::to(Act::replay, Thing::dead_letter), bind(&Console::replay), 8192},
      {"GET", "/desk/audit", Access::to(Act::see, Thing::audit), bind(&Console::audit_page)}};
}

HttpResponse Console::list(const WebRequest& request, Connection& connection) const {
  auto query = queue_query([&](const std::string& name) { return request.query(name); });
  const auto asked = query.value("find");
  // A number that long is a customer's, not a ticket's.
  if (const auto number = number_of(asked.starts_with("#") ? asked.substr(1) : asked);
      number > 0 && number < 1'000'000'000)
    return web_.redirect(request, "/desk/ticket/" + std::to_string(number));
  const auto actor = actor_of(request);
  const bool fragment = request.wants_fragment(), bare = query.values.empty();
  ListFilter filter;
  QueueCounts counts;
  std::vector<SavedView> views;
  std::map<long long, long long> children;
  auto found = connection.transact([&](Transaction& transaction) {
    // A list that only comes anew names its filter, and shows no views.
    if (!fragment) views = saved_views(transaction, reader_of(request));
    if (bare)
      for (const auto& view : views)
        if (view.is_default) query = queue_query(view.query);
    filter = filter_of(query, actor);
    counts = queue_counts(transaction, filter, actor.person);
    auto tickets = list_tickets(transaction, filter);
    children = children_among(transaction, tickets);
    return tickets;
  });
  if (!found) return web_.failure(request, 503, "busy");
  const bool mine = query.value("assignee") == "me" && filter.view == ListFilter::View::open;
  const auto* title = !filter.words.empty() ? "desk.search" : mine ? "desk.mine" : "desk.queue";
  auto data = frame(request, mine ? "mine" : "queue", web_.word(request, title));
  data.text("waiting_count", counts.waiting).text("mine_count", counts.mine);
  const auto all = counts.waiting + " " + counts.mine + ";" + add_lines(data, request, *found, children);
  const auto here = address(query, "after");
  if (filter.after) data.text("first", here);
  if (found->size() == filter.limit)
    data.text("more", with(here, "after", place_in_url(place_of(found->back()))));
  data.flag("may_batch", request.visitor.may(Act::batch, Thing::queue) != Grant::no);
  if (!fragment) add_filters(data, request, filter, query.value("assignee"));
  if (!fragment) add_views(data, request, query, views);
  if (filter.incident != 0) data.number("incident", filter.incident);
  data.flag("live", !filter.after).text("words", filter.words);
  return live(request, "desk/queue", "desk/list", std::move(data), address(query, ""), all);
}

/// Gives what of them a list that comes anew would differ in.
std::string Console::add_lines(PageData& data, const WebRequest& request, const std::vector<Ticket>& tickets,
                               const std::map<long long, long long>& children) const {
  std::vector<PageData> lines;
  std::string all;
  for (const auto& ticket : tickets) {
    if (!sees(actor_of(request), ticket)) continue;
    all += std::to_string(ticket.number) + "." + std::to_string(ticket.version) + ";";
    lines.push_back(line(request, ticket));
    const auto under = children.find(ticket.number);
    if (under == children.end()) continue;
    all += "+" + std::to_string(under->second) + ";";
    lines.back().number("children", under->second);
  }
  data.list("tickets", std::move(lines));
  return all;
}

void Console::add_filters(PageData& data, const WebRequest& request, const ListFilter& filter,
                          const std::string& assignee) const {
  data.list("views",
            choices(request, "desk_view", {"waiting", "open", "ended", "all"}, name_of(filter.view)));
  std::vector<std::string> states{""};
  for (int i = 0; i <= static_cast<int>(TicketState::cancelled); ++i)
    states.emplace_back(::name_of(static_cast<TicketState>(i)));
  data.list("states", choices(request, "ticket_state", states, filter.state));
  data.list("severities",
            choices(request, "severity", {"", "urgent", "high", "medium", "low"}, filter.severity));
  data.list("holders",
            choices(request, "role", {"", "agent", "tester", "developer", "ops", "product", "contractor"},
                    filter.holder));
  data.list("assignees", choices(request, "desk_assignee", {"", "me", "-"}, assignee));
  std::vector<PageData> systems{
      PageData().text("id", "").text("name", web_.word(request, "site.everything"))};
  const auto library = parts_.library->get();
  for (const auto& entry : library->dictionary.systems)
    systems.push_back(PageData()
                          .text("id", entry.id)
                          .text("name", system_name_of(web_, *library, request, entry.id))
                          .flag("chosen", entry.id == filter.system));
  data.list("systems", std::move(systems));
  add_set(data, request, filter, assignee);
}

/// What is chosen stands beside the word that opens the filters, which are closed on a telephone. The list
/// itself is a tab's.
void Console::add_set(PageData& data, const WebRequest& request, const ListFilter& filter,
                      const std::string& assignee) const {
  std::vector<PageData> set;
  const auto add = [&](const char* label, const std::string& id, const std::string& name) {
    if (!id.empty()) set.push_back(PageData().text("name", web_.word(request, label) + " " + name));
  };
  add("desk.state", filter.state, web_.word(request, "ticket_state." + filter.state));
  add("desk.severity", filter.severity, word_or(request, "severity." + filter.severity, filter.severity));
  add("desk.assignee", assignee,
      word_or(request, "desk_assignee." + (assignee == "-" ? "nobody" : assignee), assignee));
  add("desk.team", filter.holder, word_or(request, "role." + filter.holder, filter.holder));
  add("qa.system", filter.system, system_name_of(web_, *parts_.library->get(), request, filter.system));
  data.list("set", std::move(set));
  auto unset = std::string("/desk?view=") + ::name_of(filter.view);
  if (!filter.words.empty()) unset += "&find=" + in_url(filter.words);
  if (filter.incident != 0) unset += "&incident=" + std::to_string(filter.incident);
  data.text("unset", unset);
}

/// The lists that everybody has, then the views that were kept; which of them is open, and what keeping it
/// would keep.
void Console::add_views(PageData& data, const WebRequest& request, const QueueQuery& query,
                        const std::vector<SavedView>& views) const {
  const auto here = kept_query(query);
  std::vector<PageData> tabs;
  bool known = false;
  const auto add = [&](const std::string& name, const std::string& text, bool shared) {
    known = known || text == here;
    tabs.push_back(PageData()
                       .text("name", name)
                       .text("url", "/desk?" + text)
                       .flag("shared", shared)
                       .flag("chosen", text == here));
  };
  for (const std::string name : {"waiting", "open", "ended", "all"})
    add(web_.word(request, "desk_view." + name), "view=" + name, false);
  for (const auto& view : views) add(view.name, view.query, view.shared);
  data.list("tabs", std::move(tabs)).flag("can_keep", !known).text("query", text_of(query, "after"));
  data.flag("may_share", request.visitor.may(Act::share, Thing::view) != Grant::no);
}
