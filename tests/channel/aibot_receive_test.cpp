#include <catch2/catch.hpp>

#include "gateway/channel/wecom_aibot.h"
#include "gateway/crypto.h"
#include "tests/channel/support.h"

using namespace channel_test;

namespace {

const Inbound& one(const Received& received) {
  if (const auto* refused = std::get_if<Refuse>(&received)) FAIL("refused: " << refused->reason);
  REQUIRE(std::holds_alternative<Inbounds>(received));
  REQUIRE(std::get<Inbounds>(received).size() == 1);
  return std::get<Inbounds>(received).front();
}

int status(const Received& received) {
  return std::holds_alternative<Refuse>(received) ? std::get<Refuse>(received).status : 200;
}

Received post(const std::string& message) {
  return make_wecom_aibot(account("bot"))->receive(bot_post(message), noon);
}

std::string frame(const std::string& cmd, const std::string& body) {
  return R"({"cmd":")" + cmd + R"(","headers":{"req_id":"req1"},"body":)" + body + "}";
}

Received push(const std::string& cmd, const std::string& body) {
  return make_wecom_aibot(account("bot", "socket"))->receive_frame(frame(cmd, body), noon);
}

const std::string said =
    R"({"msgid":"M1","aibotid":"aib1","chatid":"wrChat","chattype":"group","from":{"userid":"wangmin"},)"
    R"("response_url":"https://qyapi.weixin.qq.com/cgi-bin/aibot/response?response_code=C1",)"
    R"("msgtype":"text","text":{"content":"@小值 助手 股票交易不了"}})";

}  // namespace

TEST_CASE("saving the URL is answered with the decrypted bytes alone") {
  const auto bot = make_wecom_aibot(account("bot"));
  const auto received = bot->receive(verification("", "1616140317555161061"), noon);
  REQUIRE(std::holds_alternative<Handshake>(received));
  CHECK(std::get<Handshake>(received).body == "1616140317555161061");
  auto spoilt = verification("", "1616140317555161061");
  spoilt.query["echostr"][3] ^= 1;
  CHECK(status(bot->receive(spoilt, noon)) == 403);
  CHECK(status(bot->receive(verification("", "x", noon - Seconds{301}), noon)) == 403);
  CHECK(status(bot->receive(verification("other", "x"), noon)) == 400);
}

TEST_CASE("a group message brings who, where, what and the way to answer") {
  const auto received = post(said);
  const auto& message = one(received);
  CHECK(message.kind == Inbound::Kind::text);
  CHECK(message.account == "bot");
  CHECK(message.external_id == "M1");
  CHECK(message.contact == "wangmin");
  CHECK(message.chat == Chat{"bot", "wrChat", ChatKind::group});
  CHECK(message.text == "股票交易不了");
  CHECK(message.reply_handle == "https://qyapi.weixin.qq.com/cgi-bin/aibot/response?response_code=C1");
  CHECK(message.received_at == noon);
  CHECK(message.trace.size() == 16);
}

TEST_CASE("a retry with new time, nonce and cipher is the same message") {
  const auto bot = make_wecom_aibot(account("bot"));
  const auto later = noon + Seconds{20};
  auto first = bot->receive(bot_post(said), noon);
  auto again = bot->receive(bot_post(said, later), later);
  CHECK(one(first).external_id == one(again).external_id);
  CHECK(one(first).trace == one(again).trace);
}

TEST_CASE("an answer is never sent to a host that is not the configured API") {
  for (const std::string url : {"http://qyapi.weixin.qq.com/x", "https://qyapi.weixin.qq.com.evil.example/x",
                                "https://qyapi.weixin.qq.com@evil.example/", "https://evil.example/",
                                "https://qyapi.weixin.qq.com:8443/x", "https://qyapi.weixin.qq.com",
                                "//qyapi.weixin.qq.com/x", "https://qyapi.weixin.qq.com/ x"}) {
    INFO(url);
    const auto received = post(
        R"({"msgid":"1","chattype":"single","from":{"userid":"u"},"msgtype":"text","text":{"content":"a"},"response_url":")" +
        url + "\"}");
    CHECK(one(received).reply_handle.empty());
  }
}

TEST_CASE("every kind of message is understood") {
  const auto message = [](const std::string& rest) {
    return post(R"({"msgid":"1","chattype":"single","from":{"userid":"u"},)" + rest + "}");
  };
  auto received = message(R"("msgtype":"image","image":{"url":"https://cos/1"})");
  CHECK(one(received).kind == Inbound::Kind::media);
  CHECK(one(received).media == std::vector<Media>{{Media::Kind::image, "https://cos/1", "", ""}});
  CHECK(one(received).chat == Chat{"bot", "u", ChatKind::single});
  received = message(R"("msgtype":"voice","voice":{"content":"登录不了"})");
  CHECK(one(received).kind == Inbound::Kind::text);
  CHECK(one(received).text == "登录不了");
  received = message(R"("msgtype":"file","file":{"url":"https://cos/2"})");
  CHECK(one(received).media.front().kind == Media::Kind::file);
  received = message(R"("msgtype":"video","video":{"url":"https://cos/3"})");
  CHECK(one(received).media.front().kind == Media::Kind::video);
  received = message(
      R"("msgtype":"mixed","mixed":{"msg_item":[{"msgtype":"text","text":{"content":"@小值 助手 看"}},)"
      R"({"msgtype":"image","image":{"url":"https://cos/4"}},{"msgtype":"text","text":{"content":"图"}}]})");
  CHECK(one(received).kind == Inbound::Kind::text);
  CHECK(one(received).text == "看\n图");
  CHECK(one(received).media.size() == 1);
  received = message(
      R"("msgtype":"text","text":{"content":"受理"},"quote":{"msgtype":"text","text":{"content":"新事件单 #1002"}})");
  CHECK(one(received).quoted == "新事件单 #1002");
  received = message(
      R"("msgtype":"text","text":{"content":"这个"},"quote":{"msgtype":"image","image":{"url":"https://cos/5"}})");
  CHECK(one(received).media.size() == 1);
  received = message(R"("msgtype":"location","location":{})");
  CHECK(one(received).kind == Inbound::Kind::text);
}

TEST_CASE("a NUL in a message does not reach the database") {
  const auto received = post(
      R"({"msgid":"1\u0000","chattype":"single","from":{"userid":"u\u0000"},"msgtype":"text","text":{"content":"a\u0000b"}})");
  CHECK(one(received).text == "ab");
  CHECK(one(received).contact == "u");
  CHECK(one(received).external_id == "1");
}

TEST_CASE("without an id the hash of the decrypted body stands for it") {
  const std::string body =
      R"({"chattype":"single","from":{"userid":"u"},"msgtype":"text","text":{"content":"a"}})";
  CHECK(one(post(body)).external_id == sha256_hex(body));
}

TEST_CASE("events become clicks, greetings and feedback") {
  const auto event = [](const std::string& type, const std::string& body) {
    return push(
        "aibot_event_callback",
        R"({"msgid":"E1","chatid":"c","chattype":"group","from":{"userid":"u"},"msgtype":"event","event":{"eventtype":")" +
            type + "\",\"" + type + "\":" + body + "}}");
  };
  auto received = event(
      "template_card_event",
      R"({"card_type":"button_interaction","event_key":"solved","task_id":"t1","selected_items":{"selected_item":[)"
      R"({"question_key":"q","option_ids":{"option_id":["a","b"]}}]}})");
  CHECK(one(received).kind == Inbound::Kind::click);
  CHECK(one(received).click == Click{"solved", "t1", "", {"a", "b"}});
  received = event("enter_chat", "{}");
  CHECK(one(received).kind == Inbound::Kind::entered);
  received = event("feedback_event", R"({"id":"f1","type":2,"content":"不对"})");
  CHECK(one(received).kind == Inbound::Kind::feedback);
  CHECK(one(received).lifecycle == "bad");
  CHECK(one(received).reply_handle.empty());
  received = event("something_new", "{}");
  CHECK(one(received).kind == Inbound::Kind::lifecycle);
  CHECK(one(received).lifecycle == "something_new");
}

TEST_CASE("a frame of the long connection is heard with its req_id") {
  const auto received =
      push("aibot_msg_callback",
           R"({"msgid":"M2","chattype":"single","from":{"userid":"lilei"},"msgtype":"image",)"
           R"("image":{"url":"https://cos/1","aeskey":"K="}})");
  CHECK(one(received).reply_handle == "req1");
  CHECK(one(received).media.front().aes_key == "K=");
  const auto gone =
      push("aibot_event_callback", R"({"msgtype":"event","event":{"eventtype":"disconnected_event"}})");
  CHECK(one(gone).kind == Inbound::Kind::lifecycle);
  CHECK(one(gone).lifecycle == "disconnected_event");
  CHECK(status(push("aibot_subscribe", "{}")) == 400);
  CHECK(status(push("", "{}")) == 400);
}

TEST_CASE("a poll for a stream is ended at once with an encrypted answer") {
  const auto received = post(
      R"({"msgid":"P1","chattype":"single","from":{"userid":"u"},"msgtype":"stream","stream":{"id":"S1"}})");
  REQUIRE(std::holds_alternative<Handshake>(received));
  const auto answer = json_of(std::get<Handshake>(received).body);
  CHECK(std::get<Handshake>(received).content_type == "application/json");
  CHECK(answer["nonce"].text() == "nonce1");
  CHECK(answer["timestamp"].number() == std::stoll(seconds_of(noon)));
  CHECK(answer["msgsignature"].text() ==
        wecom_signature(token, seconds_of(noon), "nonce1", answer["encrypt"].text()));
  const auto stream = json_of(*wecom_decrypt(keys(""), answer["encrypt"].text()));
  CHECK(stream["msgtype"].text() == "stream");
  CHECK(stream.at({"stream", "id"}).text() == "S1");
  CHECK(stream.at({"stream", "finish"}).truth());
}

TEST_CASE("what is not authentic is 403, what cannot be read is 400") {
  const auto bot = make_wecom_aibot(account("bot"));
  auto request = bot_post(said);
  request.query["msg_signature"][0] ^= 1;
  CHECK(status(bot->receive(request, noon)) == 403);
  request = bot_post(said);
  request.query.erase("msg_signature");
  CHECK(status(bot->receive(request, noon)) == 403);
  CHECK(status(bot->receive(bot_post(said, noon + Seconds{301}), noon)) == 403);
  CHECK(status(bot->receive(bot_post(said, noon - Seconds{301}), noon)) == 403);
  CHECK(status(bot->receive(bot_post("not json"), noon)) == 400);
  CHECK(status(bot->receive(bot_post(R"({"msgtype":"text","msgtype":"text"})"), noon)) == 400);
  CHECK(status(bot->receive(bot_post(R"({"msgid":"1","msgtype":"text","text":{"content":"nobody"}})"),
                            noon)) == 400);
  CHECK(status(bot->receive(
            bot_post(R"({"msgid":"1","chattype":"group","from":{"userid":"u"},"msgtype":"text"})"), noon)) ==
        400);
  request = bot_post(said);
  request.body = "{";
  CHECK(status(bot->receive(request, noon)) == 400);
  request.body = R"({"encrypt":["a"]})";
  CHECK(status(bot->receive(request, noon)) == 403);
  request.method = "PUT";
  CHECK(status(bot->receive(request, noon)) == 405);
}

TEST_CASE("each mode refuses the other's way in") {
  CHECK(status(make_wecom_aibot(account("bot", "socket"))->receive(bot_post(said), noon)) == 404);
  CHECK(status(make_wecom_aibot(account("bot"))->receive_frame(frame("aibot_msg_callback", said), noon)) ==
        400);
}
