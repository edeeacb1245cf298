#include <catch2/catch.hpp>

#include "gateway/channel/wecom_aibot.h"
#include "tests/channel/support.h"

using namespace channel_test;

namespace {

const std::string url = api + "/cgi-bin/aibot/response?response_code=C1";

Destination group(const std::string& handle = "") {
  return {{"bot", "wrChat", ChatKind::group}, handle, noon + Seconds{60}, "", "o7"};
}
Destination person(const std::string& handle = "") {
  return {{"bot", "lilei", ChatKind::single}, handle, noon + Seconds{60}, "", "o8"};
}

Outbound words(const std::string& text, const std::string& markdown = "") {
  return {text, markdown, {}, {}, false};
}

Outbound carded(const std::string& text = "") {
  Card card;
  card.title = "新事件单 #1002";
  card.text = text;
  card.facts = {{"客户", "138****5678"}};
  card.buttons = {{"受理", "accept:1002"}, {"转派", "transfer:1002"}};
  card.task_id = "t-1002";
  return {"新事件单 #1002\n1. 受理\n2. 转派", "", {}, {card}, false};
}

std::vector<Call> calls(const std::string& mode, const Outbound& message, const Destination& to,
                        Time now = noon) {
  const auto made = make_wecom_aibot(account("bot", mode))->encode(message, to, Secret(), now);
  if (!made) FAIL(made.error().text);
  return *made;
}

Json frame_of(const Call& call) {
  CHECK(call.transport == Call::Transport::frame);
  const auto frame = json_of(call.frame);
  CHECK(frame.at({"headers", "req_id"}).text() == call.req_id);
  return frame;
}

}  // namespace

TEST_CASE("on the long connection a message is answered by its req_id") {
  const auto made = calls("socket", words("登记了 1002", "登记了 **1002**"), group("req1"));
  REQUIRE(made.size() == 1);
  const auto frame = frame_of(made[0]);
  CHECK(frame["cmd"].text() == "aibot_respond_msg");
  CHECK(made[0].req_id == "req1");
  CHECK(frame.at({"body", "msgtype"}).text() == "markdown");
  CHECK(frame.at({"body", "markdown", "content"}).text() == "登记了 **1002**");
}

TEST_CASE("without a live handle the long connection pushes, with mentions in a group") {
  auto message = words("已解决", "已解决");
  message.mentions = {"wangmin", "@all"};
  auto made = calls("socket", message, group());
  auto frame = frame_of(made[0]);
  CHECK(frame["cmd"].text() == "aibot_send_msg");
  CHECK(frame.at({"body", "chatid"}).text() == "wrChat");
  CHECK(frame.at({"body", "chat_type"}).number() == 2);
  CHECK(frame.at({"body", "markdown", "content"}).text() == "<@wangmin> 已解决");
  made = calls("socket", message, group("req1"), noon + Seconds{60});
  CHECK(frame_of(made[0])["cmd"].text() == "aibot_send_msg");
  made = calls("socket", message, person());
  frame = frame_of(made[0]);
  CHECK(frame.at({"body", "chat_type"}).number() == 1);
  CHECK(frame.at({"body", "markdown", "content"}).text() == "已解决");
}

TEST_CASE("plain words of people do not become markup of the bot") {
  const auto made = calls("socket", words("客户说 <@all> [x](http://evil.example)"), group("req1"));
  const auto content = frame_of(made[0]).at({"body", "markdown", "content"}).text();
  CHECK(content.find("<@") == std::string::npos);
  CHECK(content.find("](") == std::string::npos);
}

TEST_CASE("long words are numbered parts: the first answers, the others are pushed") {
  const auto made = calls("socket", words("", std::string(50000, 'a')), group("req1"));
  REQUIRE(made.size() == 3);
  CHECK(frame_of(made[0])["cmd"].text() == "aibot_respond_msg");
  CHECK(frame_of(made[1])["cmd"].text() == "aibot_send_msg");
  CHECK(made[1].req_id != made[2].req_id);
  for (const auto& call : made)
    CHECK(frame_of(call).at({"body", "markdown", "content"}).text().size() <= 20480);
}

TEST_CASE("a card with buttons is a template card, with a stream in front when there are words or mentions") {
  auto frame = frame_of(calls("socket", carded(), group("req1"))[0]);
  CHECK(frame["cmd"].text() == "aibot_respond_msg");
  CHECK(frame.at({"body", "msgtype"}).text() == "template_card");
  const auto& card = frame.at({"body", "template_card"});
  CHECK(card["card_type"].text() == "button_interaction");
  CHECK(card["task_id"].text() == "t-1002");
  CHECK(card["button_list"].items().size() == 2);
  CHECK(card["button_list"].items()[0]["key"].text() == "accept:1002");
  CHECK(card["horizontal_content_list"].items()[0]["value"].text() == "138****5678");

  const auto wordy = carded(std::string(400, 'w'));
  const auto streamed = calls("socket", wordy, group("req1"));
  REQUIRE(streamed.size() == 1);
  frame = frame_of(streamed[0]);
  CHECK(frame.at({"body", "msgtype"}).text() == "stream_with_template_card");
  CHECK(frame.at({"body", "stream", "finish"}).truth());
  CHECK(frame.at({"body", "stream", "content"}).text() == std::string(400, 'w'));

  const auto pushed = calls("socket", wordy, group());
  REQUIRE(pushed.size() == 2);
  CHECK(frame_of(pushed[0]).at({"body", "msgtype"}).text() == "markdown");
  CHECK(frame_of(pushed[1]).at({"body", "msgtype"}).text() == "template_card");

  auto calling = carded();
  calling.mentions = {"wangmin"};
  CHECK(frame_of(calls("socket", calling, group("req1"))[0]).at({"body", "stream", "content"}).text() ==
        "<@wangmin>");
}

TEST_CASE("a card that leads nowhere is said in words") {
  Outbound message = carded();
  message.card[0].buttons.clear();
  CHECK(frame_of(calls("socket", message, group())[0]).at({"body", "msgtype"}).text() == "markdown");
  message.card[0].url = "https://desk.example/t/1002";
  const auto frame = frame_of(calls("socket", message, group())[0]);
  CHECK(frame.at({"body", "template_card", "card_type"}).text() == "text_notice");
  CHECK(frame.at({"body", "template_card", "card_action", "url"}).text() == "https://desk.example/t/1002");
}

TEST_CASE("who enters the chat is welcomed in text or by a card") {
  auto frame = frame_of(calls("socket", words("您好", "**您好**"), person("welcome:req9"))[0]);
  CHECK(frame["cmd"].text() == "aibot_respond_welcome_msg");
  CHECK(frame.at({"headers", "req_id"}).text() == "req9");
  CHECK(frame.at({"body", "text", "content"}).text() == "您好");
  frame = frame_of(calls("socket", carded(), person("welcome:req9"))[0]);
  CHECK(frame["cmd"].text() == "aibot_respond_welcome_msg");
  CHECK(frame.at({"body", "msgtype"}).text() == "template_card");
}

TEST_CASE("the press of a card is answered by its update; other words are pushed") {
  auto update = carded();
  update.updates_card = true;
  auto frame = frame_of(calls("socket", update, group("click:req5"))[0]);
  CHECK(frame["cmd"].text() == "aibot_respond_update_msg");
  CHECK(frame.at({"headers", "req_id"}).text() == "req5");
  CHECK(frame.at({"body", "response_type"}).text() == "update_template_card");
  CHECK(frame.at({"body", "template_card", "task_id"}).text() == "t-1002");
  frame = frame_of(calls("socket", words("好"), group("click:req5"))[0]);
  CHECK(frame["cmd"].text() == "aibot_send_msg");
  const auto bot = make_wecom_aibot(account("bot", "socket"));
  CHECK_FALSE(bot->encode(update, group("req1"), Secret(), noon));
  CHECK_FALSE(bot->encode(update, group("click:req5"), Secret(), noon + Seconds{60}));
}

TEST_CASE("in callback mode one JSON answer goes to the response_url") {
  auto made = calls("callback", words("登记了", "登记了 **1002**"), group(url));
  REQUIRE(made.size() == 1);
  CHECK(made[0].transport == Call::Transport::http);
  CHECK(made[0].http.method == "POST");
  CHECK(made[0].http.url == url);
  CHECK(made[0].http.headers.at("content-type") == "application/json");
  CHECK_FALSE(made[0].needs_token);
  CHECK(json_of(made[0].http.body).at({"markdown", "content"}).text() == "登记了 **1002**");
  made = calls("callback", carded(), group(url));
  CHECK(json_of(made[0].http.body)["msgtype"].text() == "template_card");
  made = calls("callback", carded(std::string(400, 'w')), group(url));
  CHECK(made.size() == 1);
  CHECK(json_of(made[0].http.body).at({"markdown", "content"}).text().find("1. 受理") != std::string::npos);
  made = calls("callback", words("", std::string(50000, 'a')), group(url));
  REQUIRE(made.size() == 1);
  const auto content = json_of(made[0].http.body).at({"markdown", "content"}).text();
  CHECK(content.size() <= 20480);
  CHECK(content.ends_with("…"));
}

TEST_CASE("in callback mode nothing is said unasked, late, or to a foreign host") {
  const auto bot = make_wecom_aibot(account("bot"));
  CHECK_FALSE(bot->limits().pushes);
  CHECK_FALSE(bot->encode(words("a"), group(), Secret(), noon));
  CHECK_FALSE(bot->encode(words("a"), group(url), Secret(), noon + Seconds{60}));
  CHECK_FALSE(bot->encode(words("a"), group("https://evil.example/"), Secret(), noon));
  CHECK(make_wecom_aibot(account("bot", "socket"))->limits().pushes);
}

TEST_CASE("in callback mode a card is updated in the answer of its press") {
  auto update = carded();
  update.updates_card = true;
  const auto made = calls("callback", update, group("click:" + url));
  REQUIRE(made.size() == 1);
  CHECK(made[0].transport == Call::Transport::callback_answer);
  const auto answer = json_of(made[0].frame);
  CHECK(answer["msgsignature"].text() ==
        wecom_signature(token, seconds_of(noon), answer["nonce"].text(), answer["encrypt"].text()));
  const auto inner = json_of(*wecom_decrypt(keys(""), answer["encrypt"].text()));
  CHECK(inner["response_type"].text() == "update_template_card");
  CHECK(inner.at({"template_card", "task_id"}).text() == "t-1002");
  CHECK(calls("callback", update, group("click:" + url)).front().frame == made[0].frame);
}
