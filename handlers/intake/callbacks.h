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
  /// One frame of a long connection. False: the inbox is full, offer it again; `committed` says what became
  /// of it.
  bool frame(const std::string& account, const std::string& text, InboxWriter::Committed committed);

 private:
  void handle(HttpRequest request, const Responder& respond);
  void accept(const std::string& account, Inbounds messages, const Responder& respond);

  const Channels& channels_;
  const Directory& directory_;
  InboxWriter& inbox_;
  CallbackAnswers& answers_;
  std::function<Time()> clock_;
};
