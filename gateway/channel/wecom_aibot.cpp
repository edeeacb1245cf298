#include "gateway/channel/wecom_aibot.h"

#include "bot/markdown.h"
#include "bot/text.h"
#include "gateway/channel/mention.h"
#include "gateway/channel/split.h"
#include "gateway/channel/wecom_api.h"
#include "gateway/channel/wecom_card.h"
#include "gateway/channel/wecom_errors.h"
#include "gateway/channel/wecom_inbound.h"
#include "gateway/crypto.h"

namespace {

constexpr std::size_t content_bytes = 20480;
constexpr std::size_t welcome_bytes = 2048;
constexpr std::size_t chunk_bytes = 524288;  // of a file that is uploaded
constexpr std::size_t most_name_bytes = 256;

/// A handle taken apart: what it may be used for, and the req_id or response_url itself.
struct Handle {
  enum class Use { none, message, welcome, click } use = Use::none;
  std::string value;
};

Handle handle_of(const std::string& text) {
  if (text.empty()) return {};
  if (text.starts_with(welcome_handle)) return {Handle::Use::welcome, text.substr(welcome_handle.size())};
  if (text.starts_with(click_handle)) return {Handle::Use::click, text.substr(click_handle.size())};
  return {Handle::Use::message, text};
}

/// This face speaks markdown only: plain text is made harmless for it.
std::string words_of(const Outbound& message, const Destination& to) {
  const auto words = message.markdown.empty() ? escape_markdown(message.text) : message.markdown;
  return (to.chat.kind == ChatKind::group ? mention_markup(message.mentions) : "") + words;
}

/// What is said in front of a card: whom it calls, and the words that find no room on it.
std::string words_with_card(const Outbound& message, const Destination& to) {
  const auto words = escape_markdown(words_before(message.card.front()));
  return trimmed((to.chat.kind == ChatKind::group ? mention_markup(message.mentions) : "") + words);
}

class Aibot : public Channel {
 public:
  explicit Aibot(AccountConfig account) : account_(std::move(account)) {
    if (!is_socket()) keys_ = wecom_keys(account_.token, account_.aes_key, "");
  }

  ChannelLimits limits() const override {
    ChannelLimits limits;
    limits.text_bytes = limits.markdown_bytes = content_bytes;
    limits.cards = limits.buttons = limits.mentions = limits.groups = true;
    limits.pushes = is_socket();
    // A response_url takes words and cards only.
    if (is_socket()) limits.files = wecom_files;
    return limits;
  }

  Received receive(const HttpRequest& request, Time now) const override {
    if (is_socket()) return Refuse{404, "this bot uses the long connection"};
    if (!keys_) return Refuse{500, keys_.error().text};
    return aibot_callback(account_, *keys_, request, now);
  }

  Received receive_frame(const std::string& frame, Time now) const override {
    return is_socket() ? aibot_frame(account_, frame, now)
                       : Received(Refuse{400, "this bot uses the callback URL"});
  }

  Result<std::vector<Call>> encode(const Outbound& message, const Destination& to, const Secret&,
                                   Time now) const override {
    const auto handle = now < to.handle_until ? handle_of(to.handle) : Handle{};
    if (message.updates_card) return update(message, to, handle, now);
    return is_socket() ? frames(message, to, handle) : posts(message, to, handle);
  }

  Verdict judge(const Result<HttpResponse>& answer) const override { return wecom_judge(answer); }

  Result<std::vector<Call>> upload(const FileUpload& file, const std::string& session,
                                   const Secret&) const override {
    if (!is_socket()) return Error{Kind::bad_input, "a smart bot in callback mode sends no files"};
    return session.empty() ? upload_begin(file) : upload_rest(file, session);
  }

  UploadAnswer uploaded(const HttpResponse& answer) const override {
    const auto body = parse_json(answer.body);
    if (!body) return {};
    return {(*body)["body"]["media_id"].text(), (*body)["body"]["upload_id"].text()};
  }

 private:
  bool is_socket() const { return account_.mode == "socket"; }

  static bool as_card(const Outbound& message) {
    return !message.card.empty() && !wants_text(message.card.front());
  }

  /// The body without its place: a card, or markdown.
  static Json card_body(const Outbound& message, const Destination& to) {
    return Json::object(
        {{"msgtype", "template_card"}, {"template_card", wecom_card(message.card.front(), to.dedupe)}});
  }
  static Json markdown_body(const std::string& content) {
    return Json::object({{"msgtype", "markdown"}, {"markdown", Json::object({{"content", content}})}});
  }

  Call frame(const char* cmd, const std::string& req_id, Json body) const {
    Call call;
    call.transport = Call::Transport::frame;
    call.req_id = req_id;
    call.frame = dump_json(Json::object(
        {{"cmd", cmd}, {"headers", Json::object({{"req_id", req_id}})}, {"body", std::move(body)}}));
    return call;
  }

  /// Three steps (wecom.md §2b): begin, parts of at most 512 kB counted from 0, end.
  Result<std::vector<Call>> upload_begin(const FileUpload& file) const {
    const auto most = file.kind == Media::Kind::image ? wecom_files.image : wecom_files.file;
    if (file.bytes.size() < 6 || file.bytes.size() > most)
      return Error{Kind::bad_input, "file of " + std::to_string(file.bytes.size()) + " bytes"};
    const auto parts = (file.bytes.size() + chunk_bytes - 1) / chunk_bytes;
    auto body = Json::object({{"type", file.kind == Media::Kind::image ? "image" : "file"},
                              {"filename", std::string(prefix_bytes(file.name, most_name_bytes))},
                              {"total_size", static_cast<long long>(file.bytes.size())},
                              {"total_chunks", static_cast<long long>(parts)},
                              {"md5", md5_hex(file.bytes)}});
    return std::vector<Call>{frame("aibot_upload_media_init", file.mark + "-init", std::move(body))};
  }

  Result<std::vector<Call>> upload_rest(const FileUpload& file, const std::string& session) const {
    std::vector<Call> calls;
    for (std::size_t at = 0; at < file.bytes.size(); at += chunk_bytes)
      calls.push_back(frame("aibot_upload_media_chunk", file.mark + "-" + std::to_string(calls.size()),
                            Json::object({{"upload_id", session},
                                          {"chunk_index", static_cast<long long>(calls.size())},
                                          {"base64_data", base64(file.bytes.substr(at, chunk_bytes))}})));
    calls.push_back(
        frame("aibot_upload_media_finish", file.mark + "-end", Json::object({{"upload_id", session}})));
    return calls;
  }

  Call push(const Destination& to, Json body, std::size_t part) const {
    body.set("chatid", to.chat.id);
    body.set("chat_type", to.chat.kind == ChatKind::group ? 2 : 1);
    return frame("aibot_send_msg", to.dedupe + "-" + std::to_string(part), std::move(body));
  }

  Result<std::vector<Call>> frames(const Outbound& message, const Destination& to,
                                   const Handle& handle) const {
    if (to.chat.id.empty()) return Error{Kind::bad_input, "no chat to speak to"};
    std::vector<Json> bodies;
    const auto words = as_card(message) ? words_with_card(message, to) : words_of(message, to);
    if (as_card(message) && handle.use == Handle::Use::message && !words.empty()) {
      std::vector<Call> calls{frame("aibot_respond_msg", handle.value, streamed(message, to, words))};
      for (const auto& file : message.files) calls.push_back(push(to, file_body(file), calls.size()));
      return calls;
    }
    if (!words.empty())
      for (const auto& part : split_markdown(words, content_bytes)) bodies.push_back(markdown_body(part));
    if (as_card(message)) bodies.push_back(card_body(message, to));
    if (bodies.empty() && message.files.empty()) return Error{Kind::bad_input, "nothing to say"};
    std::vector<Call> calls;
    for (const auto& file : message.files) bodies.push_back(file_body(file));
    for (std::size_t i = 0; i < bodies.size(); ++i)
      calls.push_back(i == 0 ? first(message, to, handle, std::move(bodies[i]))
                             : push(to, std::move(bodies[i]), i));
    return calls;
  }

  /// Only the first call answers; the press of a card is answered by updates only, so other words are pushed.
  Call first(const Outbound& message, const Destination& to, const Handle& handle, Json body) const {
    if (handle.use == Handle::Use::message) return frame("aibot_respond_msg", handle.value, std::move(body));
    if (handle.use != Handle::Use::welcome) return push(to, std::move(body), 0);
    if (body["msgtype"].text() == "template_card")
      return frame("aibot_respond_welcome_msg", handle.value, std::move(body));
    const auto text = Json::object({{"content", std::string(prefix_bytes(message.text, welcome_bytes))}});
    return message.text.empty() ? push(to, std::move(body), 0)
                                : frame("aibot_respond_welcome_msg", handle.value,
                                        Json::object({{"msgtype", "text"}, {"text", text}}));
  }

  static Json streamed(const Outbound& message, const Destination& to, const std::string& words) {
    const auto stream = Json::object(
        {{"id", to.dedupe}, {"finish", true}, {"content", clipped_markdown(words, content_bytes)}});
    return Json::object({{"msgtype", "stream_with_template_card"},
                         {"stream", stream},
                         {"template_card", wecom_card(message.card.front(), to.dedupe)}});
  }

  /// One message through the response_url, once: what does not fit is cut, and says so.
  Result<std::vector<Call>> posts(const Outbound& message, const Destination& to,
                                  const Handle& handle) const {
    if (handle.value.empty())
      return Error{Kind::conflict, "a smart bot in callback mode cannot speak unasked"};
    if (!same_origin(handle.value, account_.api))
      return Error{Kind::bad_input, "response_url of a foreign host"};
    // One call only: a card that needs words in front is said in words, which end with its choices.
    const bool card = as_card(message) && words_with_card(message, to).empty();
    const auto words = words_of(message, to);
    if (!card && words.empty()) return Error{Kind::bad_input, "nothing to say"};
    Call call;
    call.http.method = "POST";
    call.http.url = handle.value;
    call.http.headers["content-type"] = "application/json";
    call.http.body =
        dump_json(card ? card_body(message, to) : markdown_body(clipped_markdown(words, content_bytes)));
    return std::vector<Call>{std::move(call)};
  }

  Result<std::vector<Call>> update(const Outbound& message, const Destination& to, const Handle& handle,
                                   Time now) const {
    if (handle.use != Handle::Use::click || message.card.empty())
      return Error{Kind::conflict, "only the press of a card can be answered by its update"};
    Json body = Json::object({{"response_type", "update_template_card"},
                              {"template_card", wecom_card(message.card.front(), to.dedupe)}});
    if (is_socket())
      return std::vector<Call>{frame("aibot_respond_update_msg", handle.value, std::move(body))};
    if (!keys_) return keys_.error();
    auto reply = aibot_reply(*keys_, dump_json(body), to.dedupe, now);
    if (!reply) return reply.error();
    Call call;
    call.transport = Call::Transport::callback_answer;
    call.frame = std::move(*reply);
    return std::vector<Call>{std::move(call)};
  }

  AccountConfig account_;
  Result<WecomKeys> keys_ = Error{Kind::bad_input, "no callback keys"};
};

}  // namespace

std::unique_ptr<Channel> make_wecom_aibot(const AccountConfig& account) {
  return std::make_unique<Aibot>(account);
}
