#pragma once
#include <map>
#include <optional>
#include <set>
#include <string>

#include "bot/message.h"
#include "gateway/config.h"
#include "handlers/tickets/desk.h"

/// Who is where: accounts, chats and people of the configuration, answered as questions. Immutable; any
/// thread.
class Directory {
 public:
  explicit Directory(const Config& config);

  const AccountConfig* account(const std::string& name) const;
  const std::map<std::string, AccountConfig>& accounts() const { return accounts_; }
  /// People of one organisation are the same persons on every account of it.
  std::string org_of(const std::string& account) const;
  /// One conversation a person: org/userid, folded, since WeCom compares user ids without case.
  std::string conversation_of(const Inbound& message) const;
  /// The app that can speak 1:1 to people of this organisation.
  std::optional<std::string> app_of(const std::string& org) const;
  /// The chats of the incident team that this organisation's tickets are shown in.
  std::vector<Chat> team_chats(const std::string& org) const;
  /// Speaks into the same group as `chat` without being asked; nullopt: nobody can.
  std::optional<Chat> pusher_into(const Chat& chat) const;
  /// The group's webhook, for when a smart bot may not speak there yet (nobody has talked to it in that
  /// chat).
  std::optional<Chat> webhook_into(const Chat& chat) const;
  bool is_team_chat(const Chat& chat) const;
  const PersonConfig* person(const std::string& userid) const;
  std::vector<TeamMember> team(const std::string& org) const;
  /// True where the account can speak unasked (a smart bot in callback mode cannot).
  bool can_push(const std::string& account) const;
  /// A smart bot that answers over HTTP: its card updates travel in the answer of the press itself.
  bool answers_in_callback(const std::string& account) const;

 private:
  std::map<std::string, AccountConfig> accounts_;
  std::vector<ChatConfig> chats_;
  std::map<std::string, PersonConfig> people_;
};

/// User ids compare without case (ASCII; WeCom's ids are ASCII).
std::string folded(const std::string& userid);
