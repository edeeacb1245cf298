#include "handlers/console/queue_query.h"

#include <cstdio>

#include "bot/text.h"
#include "gateway/http/form_body.h"
#include "handlers/web/web.h"

namespace {

constexpr std::size_t longest_search = 200, longest_value = 100;  // bytes
constexpr const char* names[] = {"find",   "view",   "state",    "severity", "assignee",
                                 "holder", "system", "incident", "after"};

ListFilter::View view_named(const std::string& name) {
  if (name == "open") return ListFilter::View::open;
  if (name == "ended") return ListFilter::View::ended;
  return name == "all" ? ListFilter::View::all : ListFilter::View::waiting;
}

long long ticket_named(const std::string& text) {
  const bool number =
      !text.empty() && text.size() <= 12 && text.find_first_not_of("0123456789") == std::string::npos;
  return number ? std::stoll(text) : 0;
}

std::optional<ListPlace> place_named(const std::string& text) {
  ListPlace place;
  if (text.size() > 60 ||
      std::sscanf(text.c_str(), "%d-%lld-%lld", &place.rank, &place.at, &place.number) != 3)
    return std::nullopt;
  return place;
}

/// The list in which tickets of this state stand: a state that is asked for widens what is shown.
ListFilter::View view_with(ListFilter::View view, const std::string& state) {
  const auto known = state_named(state);
  if (!known || view == ListFilter::View::all) return view;
  if (!is_open(*known)) return ListFilter::View::ended;
  const bool waits = *known != TicketState::accepted && *known != TicketState::waiting;
  return waits && view == ListFilter::View::waiting ? view : ListFilter::View::open;
}

}  // namespace

std::string QueueQuery::value(const std::string& name) const {
  const auto found = values.find(name);
  return found == values.end() ? std::string() : found->second;
}

QueueQuery queue_query(const std::function<std::string(const std::string&)>& value_of) {
  QueueQuery query;
  for (const std::string name : names) {
    const auto most = name == "find" ? longest_search : longest_value;
    const auto value = std::string(prefix_bytes(trimmed(clean_utf8(value_of(name))), most));
    if (!value.empty()) query.values[name] = value;
  }
  return query;
}

QueueQuery queue_query(const std::string& text) {
  const auto form = read_form(text);
  return queue_query([&](const std::string& name) { return form ? form->text(name) : std::string(); });
}

std::string text_of(const QueueQuery& query, const std::string& without) {
  std::string text;
  for (const std::string name : names)
    if (const auto value = query.value(name); !value.empty() && name != without)
      text += (text.empty() ? "" : "&") + name + "=" + in_url(value);
  return text;
}

ListFilter filter_of(const QueueQuery& query, const Actor& actor) {
  ListFilter filter;
  filter.words = query.value("find");
  // Words, and parts of an incident, are looked for everywhere, unless a list was chosen with them.
  const bool all = !filter.words.empty() || !query.value("incident").empty();
  filter.view = all && query.value("view").empty() ? ListFilter::View::all : view_named(query.value("view"));
  if (state_named(query.value("state"))) filter.state = query.value("state");
  filter.view = view_with(filter.view, filter.state);
  filter.severity = query.value("severity");
  filter.system = query.value("system");
  filter.holder = query.value("holder");
  const auto assignee = query.value("assignee");
  filter.assignee = assignee == "me" ? actor.person : assignee;
  if (filter.words.empty()) filter.incident = ticket_named(query.value("incident"));
  filter.after = place_named(query.value("after"));
  narrow(filter, actor);
  return filter;
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

std::string place_in_url(const ListPlace& place) {
  return std::to_string(place.rank) + "-" + std::to_string(place.at) + "-" + std::to_string(place.number);
}

void narrow(ListFilter& filter, const Actor& actor) {
  if (granted(actor.role, Act::see, Thing::team_ticket) != Grant::no) return;
  filter.only_person = actor.person;
  filter.only_role = name_of(actor.role);
}
