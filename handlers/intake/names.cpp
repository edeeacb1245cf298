#include "handlers/intake/names.h"

void NameBook::put_names(std::vector<Claim>& claims, const Directory& directory) {
  const auto nameless = [&](const Claim& claim) {
    return !claim.messages.empty() && claim.messages.front().message.contact_name.empty() &&
           directory.person(claim.messages.front().message.contact) == nullptr;
  };
  std::vector<AskQuestion> questions;
  for (const auto& claim : claims) {
    if (!nameless(claim)) continue;
    const auto& message = claim.messages.front().message;
    questions.push_back({claim.conversation, directory.org_of(message.account), message.contact});
  }
  const auto names = book_.answers(questions);
  for (auto& claim : claims) {
    if (!nameless(claim)) continue;
    if (const auto found = names.find(claim.conversation); found != names.end())
      for (auto& message : claim.messages) message.message.contact_name = found->second;
  }
}
