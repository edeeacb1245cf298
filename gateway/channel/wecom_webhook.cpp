#include "gateway/channel/wecom_webhook.h"

#include "bot/text.h"
#include "gateway/channel/mention.h"
#include "gateway/channel/split.h"
#include "gateway/channel/wecom_api.h"
#include "gateway/channel/wecom_card.h"
#include "gateway/channel/wecom_errors.h"
#include "gateway/crypto.h"

namespace {

constexpr std::size_t text_bytes = 2048, markdown_bytes = 4096;
constexpr std::size_t image_bytes = 2097152, file_bytes = 20971520;
constexpr std::size_t most_articles = 8, article_title_bytes = 128, article_words_bytes = 512;

Call call_of(const AccountConfig& account, const Json& body) {
  Call call;
  call.http.method = "POST";
  call.http.url = account.api + "/cgi-bin/webhook/send?key=" + url_encoded(account.key.reveal());
  call.http.headers["content-type"] = "application/json";
  call.http.body = dump_json(body);
  return call;
}

Json body_of(const char* kind, Json content) {
  return Json::object({{"msgtype", kind}, {kind, std::move(content)}});
}

Json text_of(const std::string& content, const std::vector<std::string>& mentions) {
  auto text = Json::object({{"content", content}});
  if (!mentions.empty()) text.set("mentioned_list", Json::array(mentions));
  return body_of("text", std::move(text));
}

Error too_long(const char* what, std::size_t most) {
  return {Kind::bad_input, std::string(what) + " over " + std::to_string(most) + " bytes"};
}

class Webhook : public Channel {
 public:
  explicit Webhook(AccountConfig account) : account_(std::move(account)) {}

  ChannelLimits limits() const override {
    ChannelLimits limits;
    limits.text_bytes = text_bytes;
    limits.markdown_bytes = markdown_bytes;
    limits.cards = limits.mentions = limits.groups = true;
    limits.files = {image_bytes, file_bytes, true};
    return limits;
  }
  Received receive(const HttpRequest&, Time) const override { return Refuse{404, "a webhook hears nothing"}; }
  Received receive_frame(const std::string&, Time) const override {
    return Refuse{400, "a webhook hears nothing"};
  }

  /// Buttons never come back from here: a card keeps its facts, and its presses are left out. A card cannot
  /// call anybody, so that a message with mentions is said in words.
  Result<std::vector<Call>> encode(const Outbound& message, const Destination& to, const Secret&,
                                   Time) const override {
    if (message.updates_card) return Error{Kind::conflict, "a webhook cannot change what it sent"};
    std::vector<Call> calls;
    const auto mentions = mentionable(message.mentions);
    if (!message.card.empty() && !message.card.front().url.empty() && mentions.empty()) {
      auto card = message.card.front();
      card.buttons.clear();
      calls.push_back(call_of(account_, body_of("template_card", wecom_card(card, to.dedupe))));
    } else if (!message.markdown.empty()) {
      for (const auto& part : split_markdown(mention_markup(mentions) + message.markdown, markdown_bytes))
        calls.push_back(call_of(account_, body_of("markdown", Json::object({{"content", part}}))));
    } else if (!message.text.empty()) {
      for (const auto& part : split_text(message.text, text_bytes))
        calls.push_back(
            call_of(account_, text_of(part, calls.empty() ? mentions : std::vector<std::string>{})));
    }
    for (const auto& file : message.files) {
      auto call =
          file.media_id.empty() ? webhook_image(account_, file.bytes) : webhook_file(account_, file.media_id);
      if (!call) return call.error();
      calls.push_back(std::move(*call));
    }
    if (calls.empty()) return Error{Kind::bad_input, "nothing to say"};
    return calls;
  }
  Result<std::vector<Call>> upload(const FileUpload& file, const std::string&, const Secret&) const override {
    auto call = webhook_upload(account_, file.name, file.bytes, file.mark);
    if (!call) return call.error();
    return std::vector<Call>{std::move(*call)};
  }
  UploadAnswer uploaded(const HttpResponse& answer) const override {
    const auto id = read_media_id(answer);
    return {id ? *id : "", ""};
  }
  Verdict judge(const Result<HttpResponse>& answer) const override { return wecom_judge(answer); }

 private:
  AccountConfig account_;
};

}  // namespace

std::unique_ptr<Channel> make_wecom_webhook(const AccountConfig& account) {
  return std::make_unique<Webhook>(account);
}

Result<Call> webhook_text(const AccountConfig& account, const std::string& text,
                          const std::vector<std::string>& mentions, WebhookAudience audience) {
  if (text.size() > text_bytes) return too_long("text", text_bytes);
  auto named = mentionable(mentions);
  if (audience == WebhookAudience::everybody) named.emplace_back("@all");
  return call_of(account, text_of(text, named));
}

Result<Call> webhook_markdown(const AccountConfig& account, const std::string& markdown) {
  if (markdown.size() > markdown_bytes) return too_long("markdown", markdown_bytes);
  return call_of(account, body_of("markdown", Json::object({{"content", markdown}})));
}

Result<Call> webhook_markdown_v2(const AccountConfig& account, const std::string& markdown) {
  if (markdown.size() > markdown_bytes) return too_long("markdown_v2", markdown_bytes);
  return call_of(account, body_of("markdown_v2", Json::object({{"content", markdown}})));
}

Result<Call> webhook_image(const AccountConfig& account, const std::string& bytes) {
  if (bytes.size() > image_bytes) return too_long("image", image_bytes);
  return call_of(account,
                 body_of("image", Json::object({{"base64", base64(bytes)}, {"md5", md5_hex(bytes)}})));
}

Result<Call> webhook_news(const AccountConfig& account, const std::vector<WebhookArticle>& articles) {
  if (articles.empty() || articles.size() > most_articles)
    return Error{Kind::bad_input, "news has 1 to 8 articles"};
  Json::Array list;
  for (const auto& article : articles)
    list.push_back(
        Json::object({{"title", std::string(prefix_bytes(article.title, article_title_bytes))},
                      {"description", std::string(prefix_bytes(article.description, article_words_bytes))},
                      {"url", article.url},
                      {"picurl", article.picture_url}}));
  return call_of(account, body_of("news", Json::object({{"articles", std::move(list)}})));
}

Result<Call> webhook_file(const AccountConfig& account, const std::string& media_id) {
  return call_of(account, body_of("file", Json::object({{"media_id", media_id}})));
}

Result<Call> webhook_news_card(const AccountConfig& account, const Card& card,
                               const std::string& picture_url) {
  if (card.url.empty()) return Error{Kind::bad_input, "a picture card needs a link"};
  auto plain = card;
  plain.buttons.clear();
  auto body = wecom_card(plain, card.task_id);
  body.set("card_type", "news_notice");
  body.set("card_image", Json::object({{"url", picture_url}, {"aspect_ratio", 1.3}}));
  return call_of(account, body_of("template_card", std::move(body)));
}

Result<Call> webhook_upload(const AccountConfig& account, const std::string& file_name,
                            const std::string& bytes, const std::string& boundary) {
  if (bytes.size() < 6 || bytes.size() > file_bytes)
    return Error{Kind::bad_input,
                 "file of " + std::to_string(bytes.size()) + " bytes: 6 to 20 MB are allowed"};
  if (bytes.find(boundary) != std::string::npos) return Error{Kind::bad_input, "boundary occurs in the file"};
  Call call;
  call.http.method = "POST";
  call.http.url =
      account.api + "/cgi-bin/webhook/upload_media?type=file&key=" + url_encoded(account.key.reveal());
  call.http.headers["content-type"] = "multipart/form-data; boundary=" + boundary;
  call.http.body = multipart_media(boundary, file_name, bytes);
  return call;
}
