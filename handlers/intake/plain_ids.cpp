#include "handlers/intake/plain_ids.h"

#include <algorithm>

#include "gateway/channel/wecom_api.h"
#include "gateway/log.h"
#include "handlers/intake/person_store.h"

namespace {

constexpr std::size_t shortest_open = 24;  // those seen have 32 signs

bool shows_open_id(const Claim& claim, const Directory& directory) {
  if (claim.messages.empty()) return false;
  const auto& message = claim.messages.front().message;
  const auto* account = directory.account(message.account);
  return account != nullptr && account->kind == "wecom_aibot" && may_be_open(message.contact) &&
         directory.person(message.contact) == nullptr;
}

}  // namespace

bool may_be_open(const std::string& userid) {
  return userid.size() >= shortest_open && std::all_of(userid.begin(), userid.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
                  c == '-';
         });
}

void PlainIds::settle(Connection& connection, std::vector<Claim>& claims, const Directory& directory) {
  std::vector<AskQuestion> questions;
  for (const auto& claim : claims) {
    if (!shows_open_id(claim, directory)) continue;
    const auto& message = claim.messages.front().message;
    // Open ids differ by case, the keys of conversations do not.
    const auto org = directory.org_of(message.account);
    questions.push_back({org + "/" + message.contact, org, message.contact});
  }
  if (questions.empty()) return;
  const auto known = book_.answers(questions);
  std::vector<InboxMove> moves;
  for (const auto& claim : claims) {
    if (!shows_open_id(claim, directory)) continue;
    const auto& message = claim.messages.front().message;
    const auto org = directory.org_of(message.account);
    const auto found = known.find(org + "/" + message.contact);
    if (found == known.end() || found->second.empty()) continue;
    moves.push_back({&claim, org + "/" + folded(found->second), found->second});
  }
  if (moves.empty()) return;
  const auto moved = connection.transact([&](Transaction& transaction) {
    move_claims(transaction, moves);
    return Done{};
  });
  if (!moved) return log_warn("open_ids_not_settled", {{"error", moved.error().text}});
  std::vector<std::string> gone;
  for (const auto& move : moves) gone.push_back(move.claim->conversation);
  std::erase_if(claims, [&](const Claim& claim) {
    return std::find(gone.begin(), gone.end(), claim.conversation) != gone.end();
  });
}

Result<std::string> plain_id(Connection& connection, const Directory& directory, Tokens& tokens, Http& http,
                             const std::string& org, const std::string& open_id) {
  const auto nobody = Error{Kind::not_found, "plain, or not visible"};
  const auto known = connection.transact(
      [&](Transaction& transaction) { return known_plain_id(transaction, org, open_id); });
  if (!known) return known.error();
  if (known->has_value()) return known->value().empty() ? Result<std::string>(nobody) : **known;
  const auto app = directory.app_of(org);
  if (!app) return nobody;
  const auto token = tokens.get(connection, *app);
  if (!token) return token.error();
  const auto call = plain_ids_call(*directory.account(*app), *token, {open_id});
  const auto plain = read_plain_ids(http.send(call.http, Millis{10000}));
  if (!plain && plain.error().kind == Kind::unauthorized) tokens.refused(connection, *app, *token);
  if (!plain) return plain.error();
  const auto found = plain->find(open_id);
  const auto userid = found == plain->end() ? std::string() : found->second;
  const auto kept = connection.transact([&](Transaction& transaction) {
    keep_plain_id(transaction, org, open_id, userid);
    return Done{};
  });
  if (!kept) log_warn("open_id_not_kept", {{"error", kept.error().text}});
  return userid.empty() ? Result<std::string>(nobody) : userid;
}
