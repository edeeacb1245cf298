#include "gateway/delivery/inbound_json.h"

#include <nlohmann/json.hpp>

using nlohmann::json;

namespace {

json of(const Media& media) {
  return {{"kind", static_cast<int>(media.kind)},
          {"url", media.url},
          {"media_id", media.media_id},
          {"aes_key", media.aes_key}};
}

Media media_of(const json& in) {
  return {static_cast<Media::Kind>(in.value("kind", 0)), in.value("url", ""), in.value("media_id", ""),
          in.value("aes_key", "")};
}

json of(const Click& click) {
  return {{"key", click.key},
          {"task_id", click.task_id},
          {"response_code", click.response_code},
          {"selected", click.selected}};
}

Inbound inbound_of(const json& in) {
  Inbound out;
  out.kind = static_cast<Inbound::Kind>(in.value("kind", 0));
  out.account = in.value("account", "");
  out.external_id = in.value("external_id", "");
  out.contact = in.value("contact", "");
  out.contact_name = in.value("contact_name", "");
  out.chat = {in.value("chat_account", ""), in.value("chat_id", ""),
              static_cast<ChatKind>(in.value("chat_kind", 0))};
  out.text = in.value("text", "");
  out.quoted = in.value("quoted", "");
  for (const auto& media : in.value("media", json::array())) out.media.push_back(media_of(media));
  if (const auto click = in.find("click"); click != in.end())
    out.click = {click->value("key", ""), click->value("task_id", ""), click->value("response_code", ""),
                 click->value("selected", std::vector<std::string>{})};
  out.lifecycle = in.value("lifecycle", "");
  out.reply_handle = in.value("reply_handle", "");
  out.received_at = Time{Millis{in.value("received_at", 0LL)}};
  out.trace = in.value("trace", "");
  return out;
}

}  // namespace

std::string to_json(const Inbound& message) {
  json out{{"kind", static_cast<int>(message.kind)},
           {"account", message.account},
           {"external_id", message.external_id},
           {"contact", message.contact},
           {"chat_account", message.chat.account},
           {"chat_id", message.chat.id},
           {"chat_kind", static_cast<int>(message.chat.kind)},
           {"received_at", message.received_at.time_since_epoch().count()},
           {"trace", message.trace}};
  const auto put = [&](const char* name, const std::string& value) {
    if (!value.empty()) out[name] = value;
  };
  put("contact_name", message.contact_name);
  put("text", message.text);
  put("quoted", message.quoted);
  put("lifecycle", message.lifecycle);
  put("reply_handle", message.reply_handle);
  for (const auto& media : message.media) out["media"].push_back(of(media));
  if (message.click != Click{}) out["click"] = of(message.click);
  return out.dump(-1, ' ', false, json::error_handler_t::replace);
}

Result<Inbound> inbound_from_json(const std::string& text) {
  try {
    return inbound_of(json::parse(text));
  } catch (const json::exception& bad) {
    return Error{Kind::internal, std::string("inbox row: ") + bad.what()};
  }
}
