#include "handlers/console/export_write.h"

#include <nlohmann/json.hpp>

#include "bot/mask.h"
#include "handlers/tickets/notices.h"

namespace {

using Cells = std::vector<std::pair<const char*, std::string>>;

std::string words(const std::string& text, Shown shown) { return shown == Shown::whole ? text : mask(text); }

std::string fields_of(const Ticket& ticket, Shown shown) {
  std::string out;
  for (const auto& [name, value] : ticket.fields) {
    if (value.empty()) continue;
    out += (out.empty() ? "" : "; ") + name + "=" +
           (shown == Shown::whole ? value : mask(mask_field(name, value)));
  }
  return out;
}

Cells cells_of(const Ticket& ticket, Shown shown, int minutes_east) {
  const bool nobody = ticket.assignee == Party{};
  return {{"number", std::to_string(ticket.number)},
          {"state", name_of(ticket.state)},
          {"severity", ticket.severity},
          {"system", ticket.system},
          {"title", words(ticket.title, shown)},
          {"text", words(ticket.text, shown)},
          {"fields", fields_of(ticket, shown)},
          {"reporter", words(shown_name(ticket.reporter), shown)},
          {"assignee", nobody ? "" : shown_name(ticket.assignee)},
          {"holder", ticket.holder},
          {"category", ticket.category},
          {"reason", words(ticket.reason, shown)},
          {"solution", words(ticket.solution, shown)},
          {"created", clock_text(ticket.created_at, minutes_east)},
          {"updated", clock_text(ticket.updated_at, minutes_east)}};
}

}  // namespace

std::string csv_cell(const std::string& value) {
  std::string out;
  if (!value.empty() && std::string_view("=+-@\t\r").find(value.front()) != std::string_view::npos) out = "'";
  out += value;
  if (out.find_first_of(",\"\r\n") == out.npos) return out;
  std::string quoted = "\"";
  for (const char c : out) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

std::string export_header(const std::string& format) {
  if (format != "csv") return {};
  std::string line;
  for (const auto& [name, value] : cells_of({}, Shown::masked, 0))
    line += (line.empty() ? "" : ",") + std::string(name);
  return "\xEF\xBB\xBF" + line + "\r\n";
}

std::string export_line(const std::string& format, const Ticket& ticket, Shown shown, int minutes_east) {
  const auto cells = cells_of(ticket, shown, minutes_east);
  if (format == "csv") {
    std::string line;
    for (const auto& [name, value] : cells)
      line += (name == cells.front().first ? "" : ",") + csv_cell(value);
    return line + "\r\n";
  }
  nlohmann::ordered_json object;
  for (const auto& [name, value] : cells)
    if (!value.empty()) object[name] = value;
  object["number"] = ticket.number;
  return object.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}
