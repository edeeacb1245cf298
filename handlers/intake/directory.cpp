#include "handlers/intake/directory.h"

std::string folded(const std::string& userid) {
  std::string out = userid;
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

Directory::Directory(const Config& config) : chats_(config.chats) {
  for (const auto& account : config.accounts) accounts_[account.name] = account;
  for (const auto& person : config.people) people_[folded(person.userid)] = person;
}

const AccountConfig* Directory::account(const std::string& name) const {
  const auto found = accounts_.find(name);
  return found == accounts_.end() ? nullptr : &found->second;
}

std::string Directory::org_of(const std::string& name) const {
  const auto* found = account(name);
  if (found != nullptr && !found->corp_id.empty()) return found->corp_id;
  // Bots and webhooks carry no corp id of their own: with one app configured they are of its organisation.
  for (const auto& [other, settings] : accounts_)
    if (settings.kind == "wecom_app") return settings.corp_id;
  return "default";
}

std::string Directory::conversation_of(const Inbound& message) const {
  return org_of(message.account) + "/" + folded(message.contact);
}

std::optional<std::string> Directory::app_of(const std::string& org) const {
  for (const auto& [name, settings] : accounts_)
    if (settings.kind == "wecom_app" && settings.corp_id == org) return name;
  return std::nullopt;
}

std::vector<Chat> Directory::team_chats(const std::string& org) const {
  std::vector<Chat> chats;
  for (const auto& chat : chats_) {
    if (chat.purpose != "team") continue;
    const auto& speaker = chat.account.empty() ? chat.webhook : chat.account;
    if (org_of(speaker) == org) chats.push_back({speaker, chat.id, ChatKind::group});
  }
  return chats;
}

std::optional<Chat> Directory::pusher_into(const Chat& chat) const {
  return can_push(chat.account) ? chat : webhook_into(chat);
}

std::optional<Chat> Directory::webhook_into(const Chat& chat) const {
  for (const auto& known : chats_)
    if (known.id == chat.id && !known.webhook.empty()) return Chat{known.webhook, known.id, ChatKind::group};
  return std::nullopt;
}

bool Directory::is_team_chat(const Chat& chat) const {
  if (chat.kind != ChatKind::group) return false;
  for (const auto& known : chats_)
    if (known.id == chat.id && known.purpose == "team") return true;
  return false;
}

const PersonConfig* Directory::person(const std::string& userid) const {
  const auto found = people_.find(folded(userid));
  return found == people_.end() ? nullptr : &found->second;
}

std::vector<TeamMember> Directory::team(const std::string& org) const {
  std::vector<TeamMember> members;
  for (const auto& [id, person] : people_)
    members.push_back({{org + "/" + id, person.userid, person.name}, person.role});
  return members;
}

bool Directory::can_push(const std::string& name) const {
  const auto* found = account(name);
  return found != nullptr && !answers_in_callback(name);
}

bool Directory::answers_in_callback(const std::string& name) const {
  const auto* found = account(name);
  return found != nullptr && found->kind == "wecom_aibot" && found->mode == "callback";
}
