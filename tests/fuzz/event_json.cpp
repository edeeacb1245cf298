#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "gateway/channel/wecom_aibot.h"
#include "gateway/channel/wecom_errors.h"
#include "tests/channel/support.h"

/// JSON from outside: callbacks, frames and answers. What is accepted keeps its meaning when written and read
/// again, names its sender, and answers only to the configured host.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto bot = make_wecom_aibot(channel_test::account("bot"));
  static const auto socket = make_wecom_aibot(channel_test::account("bot", "socket"));
  const std::string input(reinterpret_cast<const char*>(data), size);
  const auto json = parse_json(input);
  if (json) {
    const auto again = parse_json(dump_json(*json), {8 * 1024 * 1024, 64});
    if (!again || dump_json(*again) != dump_json(*json)) std::abort();
  }
  (void)wecom_judge(HttpResponse{200, {}, input});
  const auto framed =
      "{\"cmd\":\"aibot_msg_callback\",\"headers\":{\"req_id\":\"r\"},\"body\":" + input + "}";
  const auto heard = bot->receive(channel_test::bot_post(input), channel_test::noon);
  if (const auto* messages = std::get_if<Inbounds>(&heard)) {
    const auto& handle = messages->front().reply_handle;
    if (!handle.empty() && handle.find(channel_test::api + "/") == std::string::npos) std::abort();
  }
  for (const auto& received : {heard, socket->receive_frame(input, channel_test::noon),
                               socket->receive_frame(framed, channel_test::noon)}) {
    const auto* messages = std::get_if<Inbounds>(&received);
    if (messages == nullptr) continue;
    for (const auto& message : *messages) {
      if (message.external_id.empty()) std::abort();
      if (message.kind != Inbound::Kind::lifecycle && message.contact.empty()) std::abort();
      if (message.text.find('\0') != std::string::npos) std::abort();
    }
  }
  return 0;
}
