/// Tickets by state, side by side.
#include "handlers/console/console.h"
#include "handlers/qa/reader.h"

HttpResponse Console::board(const WebRequest& request, Connection& connection) const {
  ListFilter filter;
  filter.system = request.query("system");
  const auto mine = request.query("assignee") == "me";
  const auto actor = actor_of(request);
  if (mine) filter.assignee = actor.person;
  narrow(filter, actor);
  const auto columns =
      connection.transact([&](Transaction& transaction) { return board_of(transaction, filter); });
  if (!columns) return web_.failure(request, 503, "busy");
  auto data = frame(request, "board", web_.word(request, "desk.board"));
  std::vector<PageData> shown_columns;
  std::string all;
  for (const auto& column : *columns) {
    PageData one;
    std::vector<PageData> lines;
    for (const auto& ticket : column.tickets) {
      if (!sees(actor, ticket)) continue;
      all += std::to_string(ticket.number) + "." + std::to_string(ticket.version) + ";";
      lines.push_back(line(request, ticket));
    }
    one.text("id", column.state).text("name", web_.word(request, "ticket_state." + column.state));
    const auto left = column.count - static_cast<long long>(lines.size());
    if (column.count > 0) one.number("count", column.count);
    if (left > 0) one.number("left", left);
    one.list("tickets", std::move(lines));
    shown_columns.push_back(std::move(one));
    all += column.state + std::to_string(column.count);
  }
  data.list("columns", std::move(shown_columns)).flag("mine", mine).text("system", filter.system);
  std::string here = "/desk/board?system=" + in_url(filter.system) + (mine ? "&assignee=me" : "");
  return live(request, "desk/board", "desk/columns", std::move(data), here, all);
}
