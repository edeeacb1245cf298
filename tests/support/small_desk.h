#pragma once
#include <string>

#include "gateway/config.h"

/// A firm with a smart bot and an app, and the group of its team where that is named.
inline Config small_desk(const std::string& team_chat = "") {
  Config config;
  AccountConfig bot, app;
  bot.name = "bot";
  bot.kind = "wecom_aibot";
  bot.display_name = "小值";
  app.name = "app";
  app.kind = "wecom_app";
  app.corp_id = "corp";
  config.accounts = {bot, app};
  if (team_chat.empty()) return config;
  ChatConfig team;
  team.name = "team";
  team.account = "bot";
  team.id = team_chat;
  team.purpose = "team";
  config.chats = {team};
  return config;
}
