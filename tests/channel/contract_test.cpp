#include <catch2/catch.hpp>
#include <functional>

#include "gateway/channel/wecom_aibot.h"
#include "gateway/channel/wecom_app.h"
#include "gateway/channel/wecom_webhook.h"
#include "tests/channel/support.h"

using namespace channel_test;

// What the gateway relies on whatever the channel; a new channel gets a line here and nothing else.

namespace {

struct Subject {
  std::string name;
  std::unique_ptr<Channel> channel;
  Destination to;
};

std::vector<Subject> subjects() {
  const auto reply = api + "/cgi-bin/aibot/response?response_code=C";
  std::vector<Subject> all;
  const auto add = [&](const std::string& name, std::unique_ptr<Channel> channel, Destination to) {
    all.push_back({name, std::move(channel), std::move(to)});
  };
  add("aibot socket", make_wecom_aibot(account("bot", "socket")),
      {{"bot", "g", ChatKind::group}, "req1", noon + Seconds{60}, "", "o1"});
  add("aibot socket push", make_wecom_aibot(account("bot", "socket")),
      {{"bot", "g", ChatKind::group}, "", {}, "", "o1"});
  add("aibot callback", make_wecom_aibot(account("bot")),
      {{"bot", "g", ChatKind::group}, reply, noon + Seconds{60}, "", "o1"});
  add("app", make_wecom_app(account("app")), {{"app", "lilei", ChatKind::single}, "", {}, "", "o1"});
  add("webhook", make_wecom_webhook(account("hook")), {{"hook", "g", ChatKind::group}, "", {}, "", "o1"});
  return all;
}

std::string everything(const Call& call) { return call.http.body + call.frame; }

Outbound said(const std::string& text) { return {text, "", {}, {}, false}; }

}  // namespace

TEST_CASE("every channel builds calls that can be made as they are") {
  for (const auto& [name, channel, to] : subjects()) {
    INFO(name);
    const auto calls = channel->encode(said("已登记 1002"), to, Secret("token"), noon);
    REQUIRE(calls);
    REQUIRE_FALSE(calls->empty());
    for (const auto& call : *calls) {
      CHECK(parse_json(everything(call)));
      if (call.transport == Call::Transport::frame) CHECK_FALSE(call.req_id.empty());
      if (call.transport == Call::Transport::http) CHECK(call.http.url.starts_with(api + "/"));
      CHECK(everything(call).find("1002") != std::string::npos);
    }
  }
}

TEST_CASE("every channel says the same thing the same way twice") {
  for (const auto& [name, channel, to] : subjects()) {
    INFO(name);
    const auto once = channel->encode(said("a"), to, Secret("token"), noon);
    const auto again = channel->encode(said("a"), to, Secret("token"), noon + Seconds{1});
    REQUIRE(once);
    REQUIRE(again);
    CHECK(everything(once->front()) == everything(again->front()));
  }
}

TEST_CASE("every channel keeps long words within its own limit and loses none of them") {
  std::string text;
  for (int i = 0; i < 3000; ++i) text += "字" + std::to_string(i % 10);
  for (const auto& [name, channel, to] : subjects()) {
    if (name == "aibot callback") continue;  // one answer only: cut, and says so
    INFO(name);
    const auto calls = channel->encode(said(text), to, Secret("token"), noon);
    REQUIRE(calls);
    std::size_t characters = 0;
    for (const auto& call : *calls) {
      CHECK(everything(call).size() < channel->limits().text_bytes + 400);
      for (auto at = everything(call).find("字"); at != std::string::npos;
           at = everything(call).find("字", at + 1))
        ++characters;
    }
    CHECK(characters == 3000);
  }
}

TEST_CASE("no channel mentions anybody because a text says so") {
  for (const std::string text : {"@all", "<@all>", "<@wangmin>", "＠all", "<\xE2\x80\x8B@all>",
                                 "{\"mentioned_list\":[\"@all\"]}", "@所有人"})
    for (const auto& [name, channel, to] : subjects()) {
      INFO(name << ": " << text);
      Outbound message = said(text);
      message.mentions = {"@all", "all", text};
      const auto calls = channel->encode(message, to, Secret("token"), noon);
      REQUIRE(calls);
      for (const auto& call : *calls) {
        const auto body = json_of(everything(call));
        CHECK(body.at({"text", "mentioned_list"}).is_null());
        const auto markdown =
            body.at({"markdown", "content"}).text() + body.at({"body", "markdown", "content"}).text();
        CHECK(markdown.find("<@") == std::string::npos);
      }
    }
}

TEST_CASE("every channel survives words that are no UTF-8") {
  for (const auto& [name, channel, to] : subjects()) {
    INFO(name);
    for (const std::string& text : {std::string("\xff\xfe"), std::string(70000, '\x80')}) {
      const auto calls = channel->encode(said(text), to, Secret("token"), noon);
      REQUIRE(calls);
      for (const auto& call : *calls) CHECK(parse_json(everything(call), {1 << 20, 64}));
    }
  }
}

TEST_CASE("every channel has an error, not a call, for nothing") {
  for (const auto& [name, channel, to] : subjects()) {
    INFO(name);
    CHECK_FALSE(channel->encode(said(""), to, Secret("token"), noon));
  }
}

TEST_CASE("every channel judges by the one table") {
  for (const auto& [name, channel, to] : subjects()) {
    INFO(name);
    const auto judged = [&subject = *channel](const std::string& body) {
      return subject.judge(HttpResponse{200, {}, body}).next;
    };
    CHECK(judged(R"({"errcode":0})") == Verdict::Next::delivered);
    CHECK(judged(R"({"errcode":45009})") == Verdict::Next::back_off);
    CHECK(judged(R"({"errcode":40014})") == Verdict::Next::refresh_token);
    CHECK(judged("") == Verdict::Next::unknown);
    CHECK(channel->judge(Error{Kind::try_later, "x"}).next == Verdict::Next::retry);
    CHECK(channel->judge(Error{Kind::internal, "x"}).next == Verdict::Next::unknown);
  }
}

TEST_CASE("every channel refuses what is not signed, and secrets are in no refusal") {
  for (const auto& [name, channel, to] : subjects()) {
    INFO(name);
    for (const std::string method : {"GET", "POST", "PUT"}) {
      HttpRequest request;
      request.method = method;
      request.body = "{}";
      request.query = {{"echostr", "x"}};
      const auto received = channel->receive(request, noon);
      REQUIRE(std::holds_alternative<Refuse>(received));
      const auto& refusal = std::get<Refuse>(received);
      CHECK(refusal.status >= 400);
      for (const auto& secret : {token, aes_key}) CHECK(refusal.reason.find(secret) == std::string::npos);
    }
    CHECK(std::holds_alternative<Refuse>(channel->receive_frame("{}", noon)));
    CHECK(std::holds_alternative<Refuse>(channel->receive_frame("", noon)));
  }
}

TEST_CASE("no channel promises buttons without cards") {
  for (const auto& [name, channel, to] : subjects()) {
    INFO(name);
    const auto limits = channel->limits();
    CHECK((!limits.buttons || limits.cards));
    CHECK(limits.text_bytes >= 128);
  }
}
