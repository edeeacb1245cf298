#include "handlers/intake/callbacks.h"

#include "gateway/log.h"
#include "gateway/metrics.h"

namespace {

constexpr std::string_view prefix = "/cb/";
constexpr std::size_t most_body = 1024 * 1024;

HttpResponse status(int code) {
  HttpResponse response;
  response.status = code;
  if (code == 503) response.headers["retry-after"] = "1";
  return response;
}

/// Words, pictures, presses and greetings are for the desk; changes of the address book and ratings are not.
Inbounds for_the_desk(const std::string& account, Inbounds messages) {
  std::erase_if(messages, [&](const Inbound& message) {
    const bool other = message.kind == Inbound::Kind::lifecycle || message.kind == Inbound::Kind::feedback;
    if (other)
      log_info("platform_event",
               {{"account", account}, {"event", message.lifecycle}, {"trace", message.trace}});
    return other;
  });
  return messages;
}

}  // namespace

Callbacks::Callbacks(const Channels& channels, const Directory& directory, InboxWriter& inbox,
                     CallbackAnswers& answers, std::function<Time()> clock)
    : channels_(channels),
      directory_(directory),
      inbox_(inbox),
      answers_(answers),
      clock_(std::move(clock)) {}

std::vector<Route> Callbacks::routes() {
  const auto run = [this](const HttpRequest& request, const Responder& respond) { handle(request, respond); };
  return {{"GET", std::string(prefix), 0, run}, {"POST", std::string(prefix), most_body, run}};
}

void Callbacks::handle(const HttpRequest& request, const Responder& respond) const {
  const auto account = request.path.substr(prefix.size());
  const auto channel = channels_.find(account);
  if (channel == channels_.end()) return respond(status(404));
  auto received = channel->second->receive(request, clock_());
  std::visit(Match{[&](const Refuse& refuse) {
                     count("dutydesk_callbacks_refused_total",
                           {{"account", account}, {"status", std::to_string(refuse.status)}});
                     log_warn("callback_refused",
                              {{"account", account}, {"remote", request.remote}, {"reason", refuse.reason}});
                     respond(status(refuse.status));
                   },
                   [&](Handshake& handshake) {
                     HttpResponse response;
                     response.headers["content-type"] = handshake.content_type;
                     response.body = std::move(handshake.body);
                     respond(std::move(response));
                   },
                   [&](Inbounds& messages) { accept(account, std::move(messages), respond); }},
             received);
}

void Callbacks::accept(const std::string& account, Inbounds messages, const Responder& respond) const {
  messages = for_the_desk(account, std::move(messages));
  if (messages.empty()) return respond(status(200));
  // A press on a smart bot's card is answered by the card's update, in the answer of the callback itself.
  const auto& first = messages.front();
  const bool waits = first.kind == Inbound::Kind::click && directory_.answers_in_callback(account) &&
                     !first.reply_handle.empty();
  const auto handle = waits ? first.reply_handle : "";
  if (waits) answers_.hold(handle, respond);
  const auto committed = [handle, respond](const Result<Done>& result) {
    if (result && handle.empty()) return respond(status(200));
    if (!result) respond(status(503));
  };
  if (!inbox_.offer(std::move(messages), committed)) respond(status(503));
}

Inbounds Callbacks::heard(const std::string& account, const std::string& frame) const {
  const auto channel = channels_.find(account);
  if (channel == channels_.end()) return {};
  auto received = channel->second->receive_frame(frame, clock_());
  if (const auto* refuse = std::get_if<Refuse>(&received)) {
    log_warn("frame_refused", {{"account", account}, {"reason", refuse->reason}});
    return {};
  }
  auto* messages = std::get_if<Inbounds>(&received);
  return messages == nullptr ? Inbounds{} : for_the_desk(account, std::move(*messages));
}
