#include "handlers/tickets/refusal.h"

#include <utility>

Notice refusal(const std::string& why, Verb verb, long long number, Params params) {
  Notice notice;
  notice.key = "ticket.refuse." + why;
  notice.params = std::move(params);
  notice.params["number"] = number == 0 ? "" : std::to_string(number);
  notice.params[std::string("do_") + name_of(verb)] = "1";
  return notice;
}
