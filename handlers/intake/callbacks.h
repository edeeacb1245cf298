#pragma once
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "gateway/channel/channel.h"
#include "gateway/delivery/callback_answers.h"
#include "gateway/delivery/inbox.h"
#include "gateway/http/server.h"
#include "handlers/intake/directory.h"

using Channels = std::map<std::string, std::unique_ptr<Channel>>;

/// What platforms hand over: refused early and cheaply, else committed to the inbox, and only then answered
/// 200.
class Callbacks {
 public:
  Callbacks(const Channels& channels, const Directory& directory, InboxWriter& inbox,
            CallbackAnswers& answers, std::function<Time()> clock);
  /// /cb/<account>: GET verifies the URL, POST brings messages.
  std::vector<Route> routes();
  /// What one frame of a long connection says; empty when it is nothing for the desk.
  Inbounds heard(const std::string& account, const std::string& frame) const;

 private:
  void handle(const HttpRequest& request, const Responder& respond) const;
  void accept(const std::string& account, Inbounds messages, const Responder& respond) const;

  const Channels& channels_;
  const Directory& directory_;
  InboxWriter& inbox_;
  CallbackAnswers& answers_;
  std::function<Time()> clock_;
};
