#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "gateway/channel/wecom_app.h"
#include "gateway/channel/wecom_xml.h"
#include "tests/channel/support.h"

/// Callback XML, alone and as the signed message of an app: bounds hold, a DOCTYPE never passes.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto app = make_wecom_app(channel_test::account("app"));
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto xml = read_xml(input);
  if (xml && (size > 64 * 1024 || xml->size() > 200)) std::abort();
  if (xml && input.find("<!DOCTYPE") != std::string_view::npos &&
      input.find("<![CDATA[") == std::string_view::npos)
    std::abort();
  const auto received = app->receive(channel_test::app_post(std::string(input)), channel_test::noon);
  if (const auto* messages = std::get_if<Inbounds>(&received))
    for (const auto& message : *messages)
      if (message.contact.empty() || message.external_id.empty() ||
          message.text.find('\0') != std::string::npos)
        std::abort();
  return 0;
}
