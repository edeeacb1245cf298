#include "gateway/channel/wecom_app.h"

#include "bot/text.h"
#include "gateway/channel/mention.h"
#include "gateway/channel/split.h"
#include "gateway/channel/wecom_api.h"
#include "gateway/channel/wecom_card.h"
#include "gateway/channel/wecom_errors.h"
#include "gateway/channel/wecom_inbound.h"
#include "gateway/channel/wecom_xml.h"
#include "gateway/crypto.h"

namespace {

constexpr std::size_t content_bytes = 2048;
constexpr long long duplicate_seconds = 14400;  // the longest WeCom allows: retries within it are seen once
constexpr long long duplicate_variety = 7200;

/// Retries of one row are equal bytes; two rows that say the same are not, or the second would be taken for a
/// retry of the first and never shown. The interval is the one field that may differ without being seen.
long long duplicate_interval(const std::string& dedupe) {
  long long value = 0;
  for (const char digit : sha256_hex(dedupe).substr(0, 8))
    value = value * 16 + (digit <= '9' ? digit - '0' : digit - 'a' + 10);
  return duplicate_seconds - value % duplicate_variety;
}

/// The text kind shows <a href=…> as a link: people's words must not.
std::string without_links(std::string text) {
  constexpr std::string_view wide = "＜";
  for (auto at = text.find('<'); at != std::string::npos; at = text.find('<', at + 1)) {
    const char next = at + 1 < text.size() ? text[at + 1] : ' ';
    if (next == 'a' || next == 'A' || next == '/') text.replace(at, 1, wide);
  }
  return text;
}

/// One member; never the whole organisation.
bool one_member(const std::string& id) {
  return !id.empty() && id.find('|') == std::string::npos && id.front() != '@';
}

using Fields = std::map<std::string, std::string>;

std::string at(const Fields& xml, const std::string& path) {
  const auto found = xml.find(path);
  return found == xml.end() ? "" : clean_utf8(found->second);
}

std::string lower(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

std::vector<std::string> lines(const std::string& text) {
  std::vector<std::string> out;
  std::size_t begin = 0;
  while (begin < text.size()) {
    const auto end = std::min(text.find('\n', begin), text.size());
    out.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return out;
}

void read_event(const Fields& xml, Inbound& inbound) {
  const auto event = lower(at(xml, "Event"));  // the documents mix LOCATION and lower case
  inbound.lifecycle = event;
  inbound.kind = Inbound::Kind::lifecycle;
  if (event == "enter_agent") inbound.kind = Inbound::Kind::entered;
  if (event != "template_card_event" && event != "template_card_menu_event") return;
  inbound.kind = Inbound::Kind::click;
  inbound.click = {at(xml, "EventKey"), at(xml, "TaskId"), at(xml, "ResponseCode"),
                   lines(at(xml, "SelectedItems/SelectedItem/OptionIds/OptionId"))};
}

void add_media(const Fields& xml, Media::Kind kind, Inbound& inbound) {
  inbound.kind = Inbound::Kind::media;
  Media media;
  media.kind = kind;
  media.media_id = at(xml, "MediaId");
  inbound.media.push_back(std::move(media));
}

void read_message(const Fields& xml, const std::string& type, Inbound& inbound) {
  inbound.kind = Inbound::Kind::text;
  if (type == "text") inbound.text = trimmed(at(xml, "Content"));
  if (type == "location") inbound.text = at(xml, "Label");
  if (type == "link") inbound.text = trimmed(at(xml, "Title") + "\n" + at(xml, "Url"));
  if (type == "image") add_media(xml, Media::Kind::image, inbound);
  if (type == "voice") add_media(xml, Media::Kind::voice, inbound);
  if (type == "video") add_media(xml, Media::Kind::video, inbound);
}

/// Messages have an id; events have none, and one-second times collide, so the whole body counts (wecom.md
/// §5).
std::string external_id_of(const Fields& xml, std::string_view body) {
  auto id = at(xml, "MsgId");
  if (!id.empty()) return id;
  return at(xml, "AgentID") + "|" + at(xml, "FromUserName") + "|" + at(xml, "CreateTime") + "|" +
         sha256_hex(body);
}

class App : public Channel {
 public:
  explicit App(AccountConfig account)
      : account_(std::move(account)), keys_(wecom_keys(account_.token, account_.aes_key, account_.corp_id)) {}

  ChannelLimits limits() const override {
    ChannelLimits limits;
    limits.text_bytes = limits.markdown_bytes = content_bytes;
    limits.cards = limits.buttons = limits.knows_repeats = true;
    limits.files = wecom_files;
    return limits;
  }

  Received receive(const HttpRequest& request, Time now) const override {
    if (!keys_) return Refuse{500, keys_.error().text};
    if (request.method == "GET") return verify_url(*keys_, request, now, account_.freshness);
    if (request.method != "POST") return Refuse{405, "method " + request.method};
    const auto envelope = read_xml(request.body);
    if (!envelope) return refusal(envelope.error());
    const auto encrypt = at(*envelope, "Encrypt");
    if (const auto authentic = wecom_check(*keys_, request.query, encrypt, now, account_.freshness);
        !authentic)
      return refusal(authentic.error());
    const auto body = wecom_decrypt(*keys_, encrypt);
    if (!body) return refusal(body.error());
    const auto xml = read_xml(*body);
    if (!xml) return refusal(xml.error());
    return inbound(*xml, *body, now);
  }

  Received receive_frame(const std::string&, Time) const override {
    return Refuse{400, "an app has no long connection"};
  }

  Result<std::vector<Call>> encode(const Outbound& message, const Destination& to, const Secret& token,
                                   Time) const override {
    if (to.chat.kind == ChatKind::group) return into_group(message, to, token);
    if (!one_member(to.chat.id)) return Error{Kind::bad_input, "an app speaks to one member"};
    if (message.updates_card) {
      if (message.card.empty() || to.response_code.empty())
        return Error{Kind::conflict, "only a card with its response code can be updated"};
      return std::vector<Call>{update(message, to, token)};
    }
    const bool card = !message.card.empty() && !wants_text(message.card.front());
    std::vector<Call> calls;
    for (auto& body : bodies(message, to, card)) calls.push_back(send(std::move(body), to, token));
    for (const auto& file : message.files) calls.push_back(send(file_body(file), to, token));
    if (calls.empty()) return Error{Kind::bad_input, "nothing to say"};
    return calls;
  }

  Verdict judge(const Result<HttpResponse>& answer) const override {
    auto verdict = wecom_judge(answer);
    if (verdict.next != Verdict::Next::delivered) return verdict;
    const auto body = parse_json(answer->body);
    verdict.receipt = (*body)["msgid"].id();
    verdict.response_code = (*body)["response_code"].text();
    // "a|b" from sending, a list from updating
    const auto& invalid = (*body)["invaliduser"];
    for (const auto& name : invalid.items()) verdict.unreachable.push_back(name.text());
    for (const auto& names : {invalid.text(), (*body)["unlicenseduser"].text()})
      for (std::size_t begin = 0; begin < names.size();) {
        const auto end = std::min(names.find('|', begin), names.size());
        verdict.unreachable.push_back(names.substr(begin, end - begin));
        begin = end + 1;
      }
    return verdict;
  }

  Result<std::vector<Call>> upload(const FileUpload& file, const std::string&,
                                   const Secret& token) const override {
    auto request = upload_request(
        account_, token,
        {file.kind == Media::Kind::image ? "image" : "file", file.name, file.bytes, file.mark});
    if (!request) return request.error();
    Call call;
    call.http = std::move(*request);
    call.needs_token = true;
    return std::vector<Call>{std::move(call)};
  }

  UploadAnswer uploaded(const HttpResponse& answer) const override {
    const auto id = read_media_id(answer);
    return {id ? *id : "", ""};
  }

 private:
  Received inbound(const Fields& xml, std::string_view body, Time now) const {
    // The outer AgentID is not signed; only the decrypted one says whom the message is for.
    const auto agent = at(xml, "AgentID");
    if (!agent.empty() && agent != std::to_string(account_.agent_id))
      return Refuse{403, "message for another app"};
    Inbound inbound;
    inbound.account = account_.name;
    inbound.external_id = external_id_of(xml, body);
    inbound.contact = at(xml, "FromUserName");
    if (inbound.contact.empty()) return Refuse{400, "message without sender"};
    inbound.chat = {account_.name, inbound.contact, ChatKind::single};
    inbound.received_at = now;
    inbound.trace = trace_of(account_.name, inbound.external_id);
    const auto type = lower(at(xml, "MsgType"));
    if (type.empty()) return Refuse{400, "message without MsgType"};
    if (type == "event")
      read_event(xml, inbound);
    else
      read_message(xml, type, inbound);
    return Inbounds{std::move(inbound)};
  }

  /// A group that the app made (§3.4): words and files, no cards; nothing is heard from there.
  Result<std::vector<Call>> into_group(const Outbound& message, const Destination& to,
                                       const Secret& token) const {
    if (message.updates_card) return Error{Kind::conflict, "a group of an app has no cards"};
    std::vector<Call> calls;
    for (auto& body : bodies(message, to, false)) {
      if (const auto named = mentionable(message.mentions); calls.empty() && !named.empty())
        if (auto text = body["text"]; text.is_object()) {
          text.set("mentioned_list", Json::array(named));
          body.set("text", std::move(text));
        }
      calls.push_back(appchat_send_call(account_, token, to.chat.id, std::move(body)));
    }
    for (const auto& file : message.files)
      calls.push_back(appchat_send_call(account_, token, to.chat.id, file_body(file)));
    if (calls.empty()) return Error{Kind::bad_input, "nothing to say"};
    return calls;
  }

  static std::vector<Json> bodies(const Outbound& message, const Destination& to, bool card) {
    std::vector<Json> out;
    const auto text = [&](const std::string& content) {
      if (content.empty()) return;
      for (const auto& part : split_text(without_links(content), content_bytes))
        out.push_back(Json::object({{"msgtype", "text"}, {"text", Json::object({{"content", part}})}}));
    };
    if (card) {
      if (const auto words = words_before(message.card.front()); !words.empty()) text(words);
      out.push_back(Json::object(
          {{"msgtype", "template_card"}, {"template_card", wecom_card(message.card.front(), to.dedupe)}}));
    } else if (message.markdown.empty()) {
      text(message.text);
    } else {
      for (const auto& part : split_markdown(message.markdown, content_bytes))
        out.push_back(
            Json::object({{"msgtype", "markdown"}, {"markdown", Json::object({{"content", part}})}}));
    }
    return out;
  }

  Call send(Json body, const Destination& to, const Secret& token) const {
    body.set("touser", to.chat.id);
    body.set("agentid", account_.agent_id);
    body.set("enable_duplicate_check", 1);
    body.set("duplicate_check_interval", duplicate_interval(to.dedupe));
    return wecom_call(account_, "/cgi-bin/message/send", token, body);
  }

  Call update(const Outbound& message, const Destination& to, const Secret& token) const {
    auto body = Json::object({{"userids", Json::array({to.chat.id})},
                              {"agentid", account_.agent_id},
                              {"response_code", to.response_code}});
    body.set("template_card", wecom_card(message.card.front(), to.dedupe));
    return wecom_call(account_, "/cgi-bin/message/update_template_card", token, body);
  }

  AccountConfig account_;
  Result<WecomKeys> keys_;
};

}  // namespace

std::unique_ptr<Channel> make_wecom_app(const AccountConfig& account) {
  return std::make_unique<App>(account);
}
