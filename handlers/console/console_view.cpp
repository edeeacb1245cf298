/// What the pages of the console have in common.
#include "bot/mask.h"
#include "bot/text.h"
#include "gateway/crypto.h"
#include "handlers/console/console.h"
#include "handlers/qa/reader.h"
#include "handlers/tickets/notices.h"

namespace {

const char* colour_of(TicketState state) {
  switch (state) {
    case TicketState::fresh:
    case TicketState::reopened:
      return "bad";
    case TicketState::draft:
    case TicketState::waiting:
    case TicketState::transferred:
      return "warn";
    case TicketState::accepted:
      return "accent";
    case TicketState::resolved:
      return "good";
    case TicketState::closed:
    case TicketState::cancelled:
      return "";
  }
  return "";
}

const char* colour_of(const std::string& severity) {
  return severity == "urgent" ? "bad" : severity == "high" ? "warn" : "";
}

/// A photograph of the screen names who took it, and when: a picture that is laid over the page again and
/// again.
std::string watermark(const std::string& words) {
  std::string escaped;
  for (const char c : words) escaped += c == '<' || c == '>' || c == '&' ? ' ' : c;
  return "data:image/svg+xml," +
         in_url(
             "<svg xmlns='http://www.w3.org/2000/svg' width='3000' height='3000'><defs><pattern id='p' "
             "width='460' height='170' patternUnits='userSpaceOnUse' patternTransform='rotate(-18)'><text "
             "x='10' y='90' font-family='sans-serif' font-size='16' fill='#808080' fill-opacity='.3'>" +
             escaped + "</text></pattern></defs><rect width='3000' height='3000' fill='url(#p)'/></svg>");
}

}  // namespace

Actor actor_of(const WebRequest& request) {
  return {request.visitor.key(), role_of(request.visitor.role, false)};
}

bool sees(const Actor& actor, const Ticket& ticket) {
  return granted(actor.role, Act::see, thing_of(actor, ticket)) != Grant::no;
}

std::string with(const std::string& url, const std::string& name, const std::string& value) {
  return url + (url.find('?') == url.npos ? "?" : "&") + name + "=" + value;
}

long long number_of(const std::string& text) {
  if (text.empty() || text.size() > 12 || text.find_first_not_of("0123456789") != text.npos) return 0;
  return std::stoll(text);
}

std::string Console::word_or(const WebRequest& request, const std::string& key,
                             const std::string& otherwise) const {
  const auto word = web_.word(request, key);
  return word == key ? web_.word(request, otherwise) : word;
}

std::string Console::moment(Time at) const {
  return at == Time{} ? std::string() : clock_text(at, parts_.minutes_east);
}

PageData Console::frame(const WebRequest& request, const std::string& tab, const std::string& title) const {
  const auto actor = actor_of(request);
  PageData data;
  data.flag("nav_desk", true).text("title", title);
  for (const auto* name : {"queue", "board", "mine", "duty", "dead", "audit"})
    data.flag(std::string("tab_") + name, tab == name);
  data.flag("sees_dead", granted(actor.role, Act::see, Thing::dead_letter) != Grant::no);
  data.flag("sees_audit", granted(actor.role, Act::see, Thing::audit) != Grant::no);
  if (actor.role != Role::contractor) return data;
  data.text("watermark",
            watermark(request.visitor.name + " " + request.visitor.userid + " " + moment(request.now)));
  return data;
}

PageData Console::line(const WebRequest& request, const Ticket& ticket) const {
  const auto library = parts_.library->get();
  PageData line;
  line.number("number", ticket.number).text("url", "/desk/ticket/" + std::to_string(ticket.number));
  line.text("name", mask(ticket.title));
  line.text("state", web_.word(request, std::string("ticket_state.") + name_of(ticket.state)));
  line.text("state_colour", colour_of(ticket.state));
  line.text("severity", web_.word(request, "severity." + ticket.severity));
  line.text("severity_colour", colour_of(ticket.severity));
  line.flag("is_medium", ticket.severity == "medium");
  if (!ticket.system.empty())
    line.text("system_name", system_name_of(web_, *library, request, ticket.system));
  line.text("reporter", mask(shown_name(ticket.reporter)));
  if (!(ticket.assignee == Party{})) line.text("assignee", shown_name(ticket.assignee));
  line.text("holder", web_.word(request, "role." + ticket.holder));
  if (goes_back_and_forth(ticket)) line.number("returns", ticket.returns);
  line.text("created", moment(ticket.created_at)).text("updated", moment(ticket.updated_at));
  const auto minutes = (request.now - ticket.created_at).count() / 60000;
  const auto* unit = minutes < 60 ? "desk.age_m" : minutes < 48 * 60 ? "desk.age_h" : "desk.age_d";
  const auto amount = minutes < 60 ? minutes : minutes < 48 * 60 ? minutes / 60 : minutes / 1440;
  line.text("age", std::to_string(amount) + web_.word(request, unit));
  return line;
}

std::vector<PageData> Console::choices(const WebRequest& request, const std::string& table,
                                       const std::vector<std::string>& ids, const std::string& chosen) const {
  std::vector<PageData> out;
  for (const auto& id : ids) {
    const auto key = id.empty() ? "any" : id == "-" ? "nobody" : id;
    out.push_back(PageData()
                      .text("id", id)
                      .text("name", web_.word(request, table + "." + key))
                      .flag("chosen", id == chosen));
  }
  return out;
}

/// Nothing of the console stays in a cache, not even the browser's.
HttpResponse Console::shown(const WebRequest& request, PageView view) const {
  auto response = web_.show(request, std::move(view));
  response.headers["cache-control"] = "no-store";
  return response;
}

HttpResponse Console::live(const WebRequest& request, const char* page, const char* part, PageData data,
                           const std::string& address, const std::string& content) const {
  const auto minute = std::to_string(request.now.time_since_epoch().count() / 60000);
  const auto version = sha256_hex(content + minute).substr(0, 16);
  const bool fragment = request.wants_fragment();
  if (fragment && request.query("seen") == version) return HttpResponse{204, {}, {}};
  data.text("again", with(address, "seen", version));
  return shown(request, {fragment ? part : page, std::move(data), 200, false, fragment});
}
