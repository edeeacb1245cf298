#include "handlers/tickets/refusal.h"

#include <utility>

#include "bot/mask.h"
#include "bot/text.h"

bool is_for_desk(const Command& command, const std::string& role, bool in_team_chat) {
  if (in_team_chat) return true;
  if (!role.empty()) return command.certain;
  if (command.implied || command.tickets.empty()) return false;
  return command.certain && command.verb != Verb::show;
}

Notice refusal(const std::string& why, Verb verb, long long number, Params params) {
  Notice notice;
  notice.key = "ticket.refuse." + why;
  notice.params = std::move(params);
  notice.params["number"] = number == 0 ? "" : std::to_string(number);
  notice.params[std::string("do_") + name_of(verb)] = "1";
  return notice;
}

Notice help_for(const Command& command, bool of_team) {
  constexpr std::size_t shown_bytes = 60;
  Notice notice;
  notice.key = !of_team ? "ticket.help.reporter" : command.nearest ? "ticket.help.nearest" : "ticket.help";
  if (command.nearest) notice.params[std::string("is_") + name_of(*command.nearest)] = "1";
  notice.params["text"] = mask(std::string(prefix_bytes(command.text, shown_bytes)));
  return notice;
}
