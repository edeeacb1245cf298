#include "handlers/console/bulk.h"

#include "bot/mask.h"
#include "handlers/tickets/transfer.h"

namespace {

constexpr std::size_t told_members = 20;

Notice notice_of(const BulkEnd& end, const std::string& key) {
  const auto& command = end.command;
  Notice notice;
  notice.key = key;
  notice.params = {{"by", shown_name(end.by)},
                   {"count", std::to_string(end.count)},
                   {"do_" + bulk_verb(command), "1"},
                   {"text", mask(command.text)}};
  if (end.not_done > 0) notice.params["not_done"] = std::to_string(end.not_done);
  if (command.parent != 0) notice.params["parent"] = std::to_string(command.parent);
  if (!command.severity.empty()) notice.params["is_" + command.severity] = "1";
  for (const auto number : end.done) notice.items.push_back({{"number", std::to_string(number)}});
  if (static_cast<long long>(end.done.size()) < end.count) notice.params["more"] = "1";
  return notice;
}

}  // namespace

std::string bulk_verb(const Command& command) {
  switch (command.verb) {
    case Verb::transfer:
      return command.role == "agent" && !command.person.empty() ? "assign" : "transfer";
    case Verb::grade:
    case Verb::resolve:
    case Verb::close:
      return name_of(command.verb);
    case Verb::join:
      return command.parent > 0 ? "join" : "";  // without a number it would mean: all that are alike
    default:
      return "";
  }
}

std::optional<Command> bulk_command(const std::string& form, long long number, const ActSight& sight) {
  const auto fields = read_form(form);
  if (!fields) return std::nullopt;
  auto command = command_of_form(*fields, number, sight);
  if (!command || bulk_verb(*command).empty()) return std::nullopt;
  if (command->verb == Verb::transfer && command->role.empty()) return std::nullopt;
  return command;
}

std::vector<Say> within_run(std::vector<Say> says) {
  std::erase_if(says, [](const Say& say) {
    return say.to.kind == To::Kind::team || say.notice.key.starts_with("ticket.team.");
  });
  return says;
}

std::vector<Say> told_of_run(const BulkEnd& end, const std::vector<TeamMember>& team) {
  std::vector<Say> says;
  if (end.count == 0) return says;
  auto to_all = notice_of(end, "many.done");
  const auto target = end.command.verb == Verb::transfer ? target_of(end.command, team) : std::nullopt;
  if (target) to_all.params["target"] = target->name;
  says.push_back({{To::Kind::team, {}, ""}, std::move(to_all), 0, false});
  if (!target) return says;
  auto handed = notice_of(end, "many.handed");
  handed.params["text"] = mask(target->reason);
  handed.params["url"] = end.url;
  for (const auto& member : team) {
    const bool meant =
        target->who == Party{} ? member.role == target->role : member.who.person == target->who.person;
    if (meant && member.who.person != end.by.person && says.size() <= told_members)
      says.push_back({{To::Kind::person, {}, member.who.contact}, handed, 0, false});
  }
  return says;
}
