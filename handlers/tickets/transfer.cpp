#include "handlers/tickets/transfer.h"

#include <algorithm>

#include "bot/text.h"

namespace {

bool names(const TeamMember& member, const std::string& wanted) {
  return normal(member.who.name) == wanted || normal(member.who.contact) == wanted;
}

const TeamMember* member_named(const std::vector<TeamMember>& team, const std::string& name) {
  const auto wanted = normal(name);
  if (wanted.empty()) return nullptr;
  const auto found =
      std::find_if(team.begin(), team.end(), [&](const auto& member) { return names(member, wanted); });
  return found == team.end() ? nullptr : &*found;
}

HandOver to_member(const TeamMember& member, const std::string& reason) {
  return {member.role == "lead" ? "agent" : member.role,
          member.who.name.empty() ? member.who.contact : member.who.name, member.who, trimmed(reason)};
}

}  // namespace

std::optional<HandOver> target_of(const Command& command, const std::vector<TeamMember>& team) {
  if (!command.person.empty()) {
    const auto* member = member_named(team, command.person);
    if (member == nullptr) return std::nullopt;
    auto target = to_member(*member, command.text);
    if (!command.role.empty()) target.role = command.role;
    return target;
  }
  if (!command.role.empty()) return HandOver{command.role, command.target, {}, command.text};
  const auto end = std::min(command.text.find(' '), command.text.size());
  if (const auto* member = member_named(team, command.text.substr(0, end)))
    return to_member(*member, command.text.substr(end));
  return std::nullopt;
}

TicketEvent given_to(TicketEvent event, const DutyHand& hand) {
  event.step = Step::transferred;
  event.target_role = "agent";
  event.target_name = hand.name.empty() ? hand.contact : hand.name;
  event.target = {hand.person, hand.contact, hand.name};
  return event;
}

bool gives_to_self(const TicketEvent& event) {
  return event.step == Step::transferred && !event.by.person.empty() &&
         event.target.person == event.by.person;
}
