#include <catch2/catch.hpp>

#include "gateway/channel/wecom_webhook.h"
#include "gateway/crypto.h"
#include "tests/channel/support.h"

using namespace channel_test;

namespace {

Destination hook() { return {{"hook", "", ChatKind::group}, "", {}, "", "o3"}; }

std::vector<Json> bodies(const Outbound& message) {
  const auto made = make_wecom_webhook(account("hook"))->encode(message, hook(), Secret(), noon);
  if (!made) FAIL(made.error().text);
  std::vector<Json> out;
  for (const auto& call : *made) {
    CHECK(call.http.url == api + "/cgi-bin/webhook/send?key=hook-key");
    CHECK_FALSE(call.needs_token);
    out.push_back(json_of(call.http.body));
  }
  return out;
}

Json body_of(const Result<Call>& call) {
  if (!call) FAIL(call.error().text);
  return json_of(call->http.body);
}

}  // namespace

TEST_CASE("a webhook says markdown with mentions in it, text with mentions beside it") {
  auto body = bodies({"日报", "**日报**", {"wangmin", "@all"}, {}, false})[0];
  CHECK(body.at({"markdown", "content"}).text() == "<@wangmin> **日报**");
  body = bodies({"日报", "", {"wangmin", "@all"}, {}, false})[0];
  CHECK(body.at({"text", "content"}).text() == "日报");
  CHECK(body.at({"text", "mentioned_list"}) == Json::array({"wangmin"}));
}

TEST_CASE("words of a person that look like a mention mention nobody") {
  const auto body = bodies({"@all <@all> @所有人", "", {}, {}, false})[0];
  CHECK(body.at({"text", "mentioned_list"}).is_null());
}

TEST_CASE("long words are parts within the limit, and only the first part calls") {
  const auto parts = bodies({std::string(5000, 'a'), "", {"wangmin"}, {}, false});
  REQUIRE(parts.size() == 3);
  CHECK(parts[0].at({"text", "mentioned_list"}).items().size() == 1);
  CHECK(parts[1].at({"text", "mentioned_list"}).is_null());
  for (const auto& part : parts) CHECK(part.at({"text", "content"}).text().size() <= 2048);
  for (const auto& part : bodies({"", std::string(9000, 'a'), {}, {}, false}))
    CHECK(part.at({"markdown", "content"}).text().size() <= 4096);
}

TEST_CASE("a card with a link is a notice without buttons; one that calls people is said in words") {
  Card card;
  card.title = "周报";
  card.url = "https://desk.example/w";
  card.buttons = {{"好", "ok"}};
  auto body = bodies({"周报", "", {}, {card}, false})[0];
  CHECK(body.at({"template_card", "card_type"}).text() == "text_notice");
  CHECK(body.at({"template_card", "button_list"}).is_null());
  body = bodies({"周报", "", {"wangmin"}, {card}, false})[0];
  CHECK(body["msgtype"].text() == "text");
}

TEST_CASE("a webhook hears nothing and changes nothing") {
  const auto hook_channel = make_wecom_webhook(account("hook"));
  CHECK(std::get<Refuse>(hook_channel->receive({}, noon)).status == 404);
  CHECK_FALSE(hook_channel->encode({"x", "", {}, {}, true}, hook(), Secret(), noon));
  CHECK_FALSE(hook_channel->limits().buttons);
}

TEST_CASE("the richer kinds are built within their limits") {
  const auto with = account("hook");
  CHECK(body_of(webhook_text(with, "a", {"@all", "x"})).at({"text", "mentioned_list"}) == Json::array({"x"}));
  CHECK(body_of(webhook_text(with, "a", {}, WebhookAudience::everybody)).at({"text", "mentioned_list"}) ==
        Json::array({"@all"}));
  CHECK_FALSE(webhook_text(with, std::string(2049, 'a'), {}));
  CHECK(body_of(webhook_markdown(with, "**a**")).at({"markdown", "content"}).text() == "**a**");
  CHECK_FALSE(webhook_markdown(with, std::string(4097, 'a')));
  CHECK(body_of(webhook_markdown_v2(with, "|a|b|"))["msgtype"].text() == "markdown_v2");
  CHECK_FALSE(webhook_markdown_v2(with, std::string(4097, 'a')));
  const auto image = body_of(webhook_image(with, "abc"));
  CHECK(image.at({"image", "base64"}).text() == "YWJj");
  CHECK(image.at({"image", "md5"}).text() == md5_hex("abc"));
  CHECK_FALSE(webhook_image(with, std::string(2 * 1024 * 1024 + 1, 'a')));
  const WebhookArticle article{std::string(200, 't'), std::string(600, 'd'), "https://x", "https://p"};
  const auto news = body_of(webhook_news(with, {article}));
  CHECK(news.at({"news", "articles"}).items()[0]["title"].text().size() == 128);
  CHECK(news.at({"news", "articles"}).items()[0]["description"].text().size() == 512);
  CHECK_FALSE(webhook_news(with, {}));
  CHECK_FALSE(webhook_news(with, std::vector<WebhookArticle>(9, article)));
  CHECK(body_of(webhook_file(with, "m1")).at({"file", "media_id"}).text() == "m1");
  Card card;
  card.title = "图";
  CHECK_FALSE(webhook_news_card(with, card, "https://p"));
  card.url = "https://x";
  const auto picture = body_of(webhook_news_card(with, card, "https://p"));
  CHECK(picture.at({"template_card", "card_type"}).text() == "news_notice");
  CHECK(picture.at({"template_card", "card_image", "url"}).text() == "https://p");
}

TEST_CASE("a file is uploaded as one multipart field with a plain name") {
  const auto with = account("hook");
  const auto call = webhook_upload(with, "周报 \"1\"\r\n.xlsx", "123456", "B");
  REQUIRE(call);
  CHECK(call->http.url == api + "/cgi-bin/webhook/upload_media?type=file&key=hook-key");
  CHECK(call->http.headers.at("content-type") == "multipart/form-data; boundary=B");
  CHECK(call->http.body.find("name=\"media\"; filename=\"周报 1.xlsx\"; filelength=6\r\n") !=
        std::string::npos);
  CHECK_FALSE(webhook_upload(with, "a", "12345", "B"));
  CHECK_FALSE(webhook_upload(with, "a", "12B456", "B"));
}
