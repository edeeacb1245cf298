#include "gateway/delivery/inbound_json.h"

#include <nlohmann/json.hpp>

#include "gateway/json_text.h"

using nlohmann::json;

namespace {

void put(JsonText& out, const Media& media) {
  out.object().key("kind").number(static_cast<int>(media.kind)).key("url").text(media.url);
  out.key("media_id").text(media.media_id).key("aes_key").text(media.aes_key).end();
}

Media media_of(const json& in) {
  return {static_cast<Media::Kind>(in.value("kind", 0)), in.value("url", ""), in.value("media_id", ""),
          in.value("aes_key", "")};
}

void put(JsonText& out, const Click& click) {
  out.object().key("key").text(click.key).key("task_id").text(click.task_id);
  out.key("response_code").text(click.response_code).key("selected").texts(click.selected).end();
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
  JsonText out;
  out.object().key("kind").number(static_cast<int>(message.kind)).key("account").text(message.account);
  out.key("external_id").text(message.external_id).key("contact").text(message.contact);
  out.key("chat_account").text(message.chat.account).key("chat_id").text(message.chat.id);
  out.key("chat_kind").number(static_cast<int>(message.chat.kind));
  out.key("received_at").number(message.received_at.time_since_epoch().count());
  out.key("trace").text(message.trace);
  const auto put_text = [&](const char* name, const std::string& value) {
    if (!value.empty()) out.key(name).text(value);
  };
  put_text("contact_name", message.contact_name);
  put_text("text", message.text);
  put_text("quoted", message.quoted);
  put_text("lifecycle", message.lifecycle);
  put_text("reply_handle", message.reply_handle);
  if (!message.media.empty()) {
    out.key("media").array();
    for (const auto& media : message.media) put(out, media);
    out.end();
  }
  if (message.click != Click{}) put(out.key("click"), message.click);
  return out.end().take();
}

Result<Inbound> inbound_from_json(const std::string& text) {
  try {
    return inbound_of(json::parse(text));
  } catch (const json::exception& bad) {
    return Error{Kind::internal, std::string("inbox row: ") + bad.what()};
  }
}
