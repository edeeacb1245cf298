#include "handlers/intake/parked.h"

#include "gateway/delivery/outbox.h"
#include "handlers/intake/route.h"

namespace {

bool awaits_an_answer(const Inbound& message) {
  return message.kind == Inbound::Kind::text || message.kind == Inbound::Kind::media ||
         message.kind == Inbound::Kind::click;
}

Say about(To::Kind to, const char* key, const Parked& parked) {
  Say say;
  say.to.kind = to;
  say.notice.key = key;
  say.notice.params["inbox"] = std::to_string(parked.id);
  if (parked.message && !parked.message->contact.empty())
    say.notice.params["reporter"] =
        parked.message->contact_name.empty() ? parked.message->contact : parked.message->contact_name;
  return say;
}

/// Of a timer only the conversation is known: organisation and userid.
void tell_timer(Transaction& transaction, const Parked& parked, TurnOrigin origin) {
  const auto slash = parked.conversation.find('/');
  origin.org = parked.conversation.substr(0, slash);
  auto say = about(To::Kind::team, "common.parked_timer", parked);
  if (slash != std::string::npos) say.notice.params["reporter"] = parked.conversation.substr(slash + 1);
  enqueue(transaction, route(origin, {say}));
}

}  // namespace

void tell_parked(Transaction& transaction, const Directory& directory, const std::string& locale,
                 const Parked& parked) {
  TurnOrigin origin;
  origin.directory = &directory;
  origin.locale = locale;
  if (parked.id == 0) return tell_timer(transaction, parked, origin);
  origin.cause = parked.message ? &*parked.message : nullptr;
  origin.org = directory.org_of(parked.account);
  origin.trace = parked.message ? parked.message->trace : "";
  origin.reachable = true;  // simply tried; the group is the fallback
  if (parked.message) origin.person = parked.message->contact;
  std::vector<Say> says;
  if (parked.message && awaits_an_answer(*parked.message))
    says.push_back(about(To::Kind::reply, "common.parked", parked));
  says.push_back(about(To::Kind::team, "common.parked_team", parked));
  enqueue(transaction, route(origin, says));
}
