#include "gateway/channel/wecom_inbound.h"

#include "bot/text.h"
#include "gateway/crypto.h"

namespace {

std::string clean(const Json& json) { return clean_utf8(json.text()); }

void add_media(std::vector<Media>& media, Media::Kind kind, const Json& object) {
  const auto url = clean(object["url"]);
  if (url.empty()) return;
  Media found;
  found.kind = kind;
  found.url = url;
  found.aes_key = clean(object["aeskey"]);
  media.push_back(std::move(found));
}

void add_line(std::string& text, const std::string& line) {
  if (line.empty()) return;
  if (!text.empty()) text.push_back('\n');
  text.append(line);
}

/// Text and media of a message or of a quoted one; both have the same shape.
void read_content(const Json& message, std::string& text, std::vector<Media>& media) {
  const auto type = message["msgtype"].text();
  if (type == "text") add_line(text, clean(message.at({"text", "content"})));
  if (type == "voice") add_line(text, clean(message.at({"voice", "content"})));
  if (type == "image") add_media(media, Media::Kind::image, message["image"]);
  if (type == "file") add_media(media, Media::Kind::file, message["file"]);
  if (type == "video") add_media(media, Media::Kind::video, message["video"]);
  if (type != "mixed") return;
  for (const auto& item : message.at({"mixed", "msg_item"}).items()) {
    if (item["msgtype"].text() == "text") add_line(text, clean(item.at({"text", "content"})));
    if (item["msgtype"].text() == "image") add_media(media, Media::Kind::image, item["image"]);
  }
}

Click read_click(const Json& event) {
  Click click;
  click.key = clean(event["event_key"]);
  click.task_id = clean(event["task_id"]);
  for (const auto& item : event.at({"selected_items", "selected_item"}).items())
    for (const auto& option : item.at({"option_ids", "option_id"}).items())
      click.selected.push_back(clean(option));
  return click;
}

void read_feedback(const Json& event, Inbound& inbound) {
  inbound.kind = Inbound::Kind::feedback;
  inbound.text = clean(event["content"]);
  inbound.click.key = clean(event["id"]);
  switch (event["type"].number().value_or(0)) {
    case 1:
      inbound.lifecycle = "good";
      return;
    case 2:
      inbound.lifecycle = "bad";
      return;
    default:
      inbound.lifecycle = "withdrawn";
  }
}

void read_event(const Json& message, Inbound& inbound) {
  const auto type = clean(message.at({"event", "eventtype"}));
  const auto& event = message.at({"event", type});
  if (type == "enter_chat") {
    inbound.kind = Inbound::Kind::entered;
    if (!inbound.reply_handle.empty()) inbound.reply_handle.insert(0, welcome_handle);
  } else if (type == "template_card_event") {
    inbound.kind = Inbound::Kind::click;
    inbound.click = read_click(event);
    if (!inbound.reply_handle.empty()) inbound.reply_handle.insert(0, click_handle);
  } else if (type == "feedback_event") {
    read_feedback(event, inbound);
    inbound.reply_handle.clear();
  } else {
    inbound.kind = Inbound::Kind::lifecycle;
    inbound.lifecycle = type;
    inbound.reply_handle.clear();
  }
}

void read_words(const AccountConfig& account, const Json& message, Inbound& inbound) {
  read_content(message, inbound.text, inbound.media);
  inbound.text = trimmed(without_mention(inbound.text, account.display_name));
  if (message["quote"].is_object()) read_content(message["quote"], inbound.quoted, inbound.media);
  inbound.kind = inbound.text.empty() && !inbound.media.empty() ? Inbound::Kind::media : Inbound::Kind::text;
}

}  // namespace

std::string trace_of(const std::string& account, const std::string& external_id) {
  return sha256_hex(account + '\n' + external_id).substr(0, 16);
}

bool same_origin(std::string_view url, std::string_view api) {
  while (!api.empty() && api.back() == '/') api.remove_suffix(1);
  if (api.empty() || url.substr(0, api.size()) != api) return false;
  const auto rest = url.substr(api.size());
  for (const char c : url)
    if (static_cast<unsigned char>(c) <= ' ' || c == '\\') return false;
  return rest.substr(0, 1) == "/";
}

Received aibot_inbound(const AccountConfig& account, const Json& message, std::string_view body,
                       std::string_view handle, Time now) {
  const auto type = message["msgtype"].text();
  if (type.empty()) return Refuse{400, "message without msgtype"};
  Inbound inbound;
  inbound.account = account.name;
  inbound.external_id = clean_utf8(message["msgid"].id());
  if (inbound.external_id.empty()) inbound.external_id = sha256_hex(body);
  inbound.contact = clean_utf8(message.at({"from", "userid"}).id());
  inbound.chat.account = account.name;
  const auto group = clean(message["chatid"]);
  const bool is_group =
      message["chattype"].text() == "group" || (message["chattype"].text().empty() && !group.empty());
  inbound.chat.kind = is_group ? ChatKind::group : ChatKind::single;
  inbound.chat.id = is_group ? group : inbound.contact;
  inbound.reply_handle = std::string(handle);
  inbound.received_at = now;
  inbound.trace = trace_of(account.name, inbound.external_id);
  if (type == "event")
    read_event(message, inbound);
  else
    read_words(account, message, inbound);
  if (inbound.kind != Inbound::Kind::lifecycle && inbound.contact.empty())
    return Refuse{400, "message without sender"};
  if (is_group && group.empty()) return Refuse{400, "group message without chatid"};
  return Inbounds{std::move(inbound)};
}
