#include "handlers/console/console.h"

#include <cstdio>

#include "bot/ical_scan.h"
#include "bot/text.h"
#include "gateway/crypto.h"
#include "handlers/qa/reader.h"

namespace {

constexpr std::size_t longest_search = 200;  // bytes

ListFilter::View view_named(const std::string& name) {
  if (name == "open") return ListFilter::View::open;
  if (name == "ended") return ListFilter::View::ended;
  return name == "all" ? ListFilter::View::all : ListFilter::View::waiting;
}

const char* name_of(ListFilter::View view) {
  switch (view) {
    case ListFilter::View::waiting:
      return "waiting";
    case ListFilter::View::open:
      return "open";
    case ListFilter::View::ended:
      return "ended";
    case ListFilter::View::all:
      return "all";
  }
  return "";
}

/// "3-1773100000000-1002", as place_in_url wrote it.
std::optional<ListPlace> place_named(const std::string& text) {
  ListPlace place;
  if (text.size() > 60 ||
      std::sscanf(text.c_str(), "%d-%lld-%lld", &place.rank, &place.at, &place.number) != 3)
    return std::nullopt;
  return place;
}

std::string place_in_url(const ListPlace& place) {
  return std::to_string(place.rank) + "-" + std::to_string(place.at) + "-" + std::to_string(place.number);
}

/// The list in which tickets of this state stand: a state that is asked for widens what is shown.
ListFilter::View view_with(ListFilter::View view, const std::string& state) {
  const auto known = state_named(state);
  if (!known || view == ListFilter::View::all) return view;
  if (!is_open(*known)) return ListFilter::View::ended;
  const bool waits = *known != TicketState::accepted && *known != TicketState::waiting;
  return waits && view == ListFilter::View::waiting ? view : ListFilter::View::open;
}

/// What was typed into the box: words to look for.
std::string words_of(const WebRequest& request) {
  return std::string(prefix_bytes(trimmed(clean_utf8(request.query("find"))), longest_search));
}

ListFilter filter_of(const WebRequest& request) {
  const auto actor = actor_of(request);
  ListFilter filter;
  filter.words = words_of(request);
  // Words are looked for everywhere, unless a list was chosen with them.
  filter.view = filter.words.empty() || !request.query("view").empty() ? view_named(request.query("view"))
                                                                       : ListFilter::View::all;
  if (state_named(request.query("state"))) filter.state = request.query("state");
  filter.view = view_with(filter.view, filter.state);
  filter.severity = request.query("severity");
  filter.system = request.query("system");
  filter.holder = request.query("holder");
  const auto assignee = request.query("assignee");
  filter.assignee = assignee == "me" ? actor.person : assignee;
  filter.after = place_named(request.query("after"));
  narrow(filter, actor);
  return filter;
}

/// The address of the same list, without what is named in `without`.
std::string address(const WebRequest& request, const std::string& without) {
  std::string query;
  for (const auto* name : {"find", "view", "state", "severity", "assignee", "holder", "system", "after"}) {
    const auto value = request.query(name);
    if (!value.empty() && name != without)
      query += (query.empty() ? "?" : "&") + std::string(name) + "=" + in_url(value);
  }
  return "/desk" + query;
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
  const auto asked = words_of(request);
  // A number that long is a customer's, not a ticket's.
  if (const auto number = number_of(asked.starts_with("#") ? asked.substr(1) : asked);
      number > 0 && number < 1'000'000'000)
    return web_.redirect(request, "/desk/ticket/" + std::to_string(number));
  const auto filter = filter_of(request);
  const auto actor = actor_of(request);
  QueueCounts counts;
  auto found = connection.transact([&](Transaction& transaction) {
    counts = queue_counts(transaction, filter, actor.person);
    return list_tickets(transaction, filter);
  });
  if (!found) return web_.failure(request, 503, "busy");
  const bool mine = request.query("assignee") == "me" && filter.view == ListFilter::View::open;
  const auto* title = !filter.words.empty() ? "desk.search" : mine ? "desk.mine" : "desk.queue";
  auto data = frame(request, mine ? "mine" : "queue", web_.word(request, title));
  data.number("waiting_count", counts.waiting).number("mine_count", counts.mine);
  std::vector<PageData> lines;
  std::string all = std::to_string(counts.waiting) + " " + std::to_string(counts.mine) + ";";
  for (const auto& ticket : *found) {
    if (!sees(actor, ticket)) continue;
    all += std::to_string(ticket.number) + "." + std::to_string(ticket.version) + ";";
    lines.push_back(line(request, ticket));
  }
  const auto here = address(request, "after");
  if (filter.after) data.text("first", here);
  if (found->size() == filter.limit)
    data.text("more", with(here, "after", place_in_url(place_of(found->back()))));
  data.list("tickets", std::move(lines));
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
  data.list("assignees", choices(request, "desk_assignee", {"", "me", "-"}, request.query("assignee")));
  std::vector<PageData> systems{
      PageData().text("id", "").text("name", web_.word(request, "site.everything"))};
  const auto library = parts_.library->get();
  for (const auto& entry : library->dictionary.systems)
    systems.push_back(PageData()
                          .text("id", entry.id)
                          .text("name", system_name_of(web_, *library, request, entry.id))
                          .flag("chosen", entry.id == filter.system));
  data.list("systems", std::move(systems));
  data.flag("live", !filter.after).text("words", filter.words);
  return live(request, "desk/queue", "desk/list", std::move(data), address(request, ""), all);
}
