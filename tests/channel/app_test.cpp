#include <catch2/catch.hpp>

#include "gateway/channel/wecom_app.h"
#include "tests/channel/support.h"

using namespace channel_test;

namespace {

const Inbound& one(const Received& received) {
  if (const auto* refused = std::get_if<Refuse>(&received)) FAIL("refused: " << refused->reason);
  REQUIRE(std::holds_alternative<Inbounds>(received));
  return std::get<Inbounds>(received).at(0);
}

int status(const Received& received) {
  return std::holds_alternative<Refuse>(received) ? std::get<Refuse>(received).status : 200;
}

std::string xml(const std::string& rest) {
  return "<xml><ToUserName><![CDATA[" + corp +
         "]]></ToUserName><FromUserName><![CDATA[lilei]]></FromUserName>"
         "<CreateTime>1760000000</CreateTime><AgentID>1000002</AgentID>" +
         rest + "</xml>";
}

Received post(const std::string& rest) {
  return make_wecom_app(account("app"))->receive(app_post(xml(rest)), noon);
}

Destination person(const std::string& id = "lilei") {
  return {{"app", id, ChatKind::single}, "", {}, "", "o12"};
}

Outbound words(const std::string& text, const std::string& markdown = "") {
  return {text, markdown, {}, {}, false};
}

Outbound carded() {
  Card card;
  card.title = "这篇文章有帮助吗";
  card.buttons = {{"已解决", "solved"}, {"没解决", "unsolved"}};
  card.task_id = "t1";
  return {"这篇文章有帮助吗", "", {}, {card}, false};
}

std::vector<Call> calls(const Outbound& message, const Destination& to) {
  const auto made = make_wecom_app(account("app"))->encode(message, to, Secret("TOKEN/1"), noon);
  if (!made) FAIL(made.error().text);
  return *made;
}

Verdict judged(const std::string& body) {
  return make_wecom_app(account("app"))
      ->judge(HttpResponse{200, {{"content-type", "application/json"}}, body});
}

}  // namespace

TEST_CASE("the app's URL is verified with the organisation's id") {
  const auto app = make_wecom_app(account("app"));
  const auto received = app->receive(verification(corp, "echo"), noon);
  REQUIRE(std::holds_alternative<Handshake>(received));
  CHECK(std::get<Handshake>(received).body == "echo");
  CHECK(status(app->receive(verification("", "echo"), noon)) == 400);
}

TEST_CASE("a text to the app is 1:1 with its sender") {
  const auto received = post(
      "<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[ "
      "还是不行]]></Content><MsgId>4561255354251345929</MsgId>");
  CHECK(one(received).kind == Inbound::Kind::text);
  CHECK(one(received).text == "还是不行");
  CHECK(one(received).contact == "lilei");
  CHECK(one(received).chat == Chat{"app", "lilei", ChatKind::single});
  CHECK(one(received).external_id == "4561255354251345929");
}

TEST_CASE("media to the app carry their media id, places and links their words") {
  auto received =
      post("<MsgType>image</MsgType><PicUrl>http://x</PicUrl><MediaId>m1</MediaId><MsgId>1</MsgId>");
  CHECK(one(received).kind == Inbound::Kind::media);
  CHECK(one(received).media == std::vector<Media>{{Media::Kind::image, "", "m1", ""}});
  received = post("<MsgType>voice</MsgType><MediaId>m2</MediaId><Format>amr</Format><MsgId>2</MsgId>");
  CHECK(one(received).media.front().kind == Media::Kind::voice);
  received = post("<MsgType>video</MsgType><MediaId>m3</MediaId><MsgId>3</MsgId>");
  CHECK(one(received).media.front().kind == Media::Kind::video);
  received = post("<MsgType>location</MsgType><Label>上海</Label><MsgId>4</MsgId>");
  CHECK(one(received).text == "上海");
  received = post("<MsgType>link</MsgType><Title>公告</Title><Url>https://x</Url><MsgId>5</MsgId>");
  CHECK(one(received).text == "公告\nhttps://x");
}

TEST_CASE("the press of a card brings its key, card, code and choices") {
  const auto received = post(
      "<MsgType>event</MsgType><Event>template_card_event</Event><EventKey>solved</EventKey><TaskId>t1</"
      "TaskId><CardType>button_interaction</CardType>"
      "<ResponseCode>RC1</ResponseCode><SelectedItems><SelectedItem><QuestionKey>q</"
      "QuestionKey><OptionIds><OptionId>a</OptionId><OptionId>b</OptionId>"
      "</OptionIds></SelectedItem></SelectedItems>");
  CHECK(one(received).kind == Inbound::Kind::click);
  CHECK(one(received).click == Click{"solved", "t1", "RC1", {"a", "b"}});
}

TEST_CASE("opening the app is a greeting, other events are lifecycle") {
  CHECK(one(post("<MsgType>event</MsgType><Event>enter_agent</Event>")).kind == Inbound::Kind::entered);
  const auto received = post("<MsgType>event</MsgType><Event>LOCATION</Event>");
  CHECK(one(received).kind == Inbound::Kind::lifecycle);
  CHECK(one(received).lifecycle == "location");
}

TEST_CASE("two events of one person in one second are two, the same event again is one") {
  const auto press = [](const std::string& key) {
    return one(post("<MsgType>event</MsgType><Event>template_card_event</Event><EventKey>" + key +
                    "</EventKey><TaskId>t1</TaskId>"))
        .external_id;
  };
  CHECK(press("a") == press("a"));
  CHECK(press("a") != press("b"));
}

TEST_CASE("what is not for this app is refused") {
  const auto app = make_wecom_app(account("app"));
  auto other = xml("<MsgType>text</MsgType><Content>a</Content><MsgId>1</MsgId>");
  other.replace(other.find("1000002"), 7, "1000003");
  CHECK(status(app->receive(app_post(other), noon)) == 403);
  auto request = app_post(xml("<MsgType>text</MsgType>"));
  request.query["nonce"] = "other";
  CHECK(status(app->receive(request, noon)) == 403);
  CHECK(status(app->receive(app_post(xml("<MsgType>text</MsgType>"), noon - Seconds{301}), noon)) == 403);
  CHECK(status(app->receive(app_post("<!DOCTYPE x><xml/>"), noon)) == 400);
  CHECK(status(app->receive(app_post(xml("")), noon)) == 400);
  request = app_post(xml("<MsgType>text</MsgType>"));
  request.body = "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>" + request.body;
  CHECK(status(app->receive(request, noon)) == 400);
  request.method = "DELETE";
  CHECK(status(app->receive(request, noon)) == 405);
  CHECK(status(app->receive_frame("{}", noon)) == 400);
}

TEST_CASE("words go out as text or markdown, with the token in the query") {
  auto made = calls(words("已受理"), person());
  REQUIRE(made.size() == 1);
  CHECK(made[0].needs_token);
  CHECK(made[0].http.url == api + "/cgi-bin/message/send?access_token=TOKEN%2F1");
  auto body = json_of(made[0].http.body);
  CHECK(body["msgtype"].text() == "text");
  CHECK(body["touser"].text() == "lilei");
  CHECK(body["agentid"].number() == 1000002);
  CHECK(body["enable_duplicate_check"].number() == 1);
  CHECK(body.at({"text", "content"}).text() == "已受理");
  made = calls(words("已受理", "**已受理**"), person());
  CHECK(json_of(made[0].http.body).at({"markdown", "content"}).text() == "**已受理**");
  made = calls(words(std::string(5000, 'a')), person());
  CHECK(made.size() == 3);
  for (const auto& call : made) CHECK(json_of(call.http.body).at({"text", "content"}).text().size() <= 2048);
}

TEST_CASE("a retry is equal bytes, the same words in another row are not") {
  auto other = person();
  other.dedupe = "o13";
  CHECK(calls(words("在"), person())[0].http.body == calls(words("在"), person())[0].http.body);
  CHECK(calls(words("在"), person())[0].http.body != calls(words("在"), other)[0].http.body);
  const auto seconds =
      json_of(calls(words("在"), person())[0].http.body)["duplicate_check_interval"].number();
  CHECK(seconds > 7200);
  CHECK(seconds <= 14400);
}

TEST_CASE("people's words do not become links of the app") {
  const auto content =
      json_of(calls(words("<a href=\"http://evil.example\">点</a> 3<5"), person())[0].http.body)
          .at({"text", "content"})
          .text();
  CHECK(content.find("<a") == std::string::npos);
  CHECK(content.find("3<5") != std::string::npos);
}

TEST_CASE("an app speaks to one member, never to all") {
  const auto app = make_wecom_app(account("app"));
  for (const std::string id : {"", "@all", "a|b"})
    CHECK_FALSE(app->encode(words("x"), person(id), Secret("t"), noon));
}

TEST_CASE("in a group that it made an app says words and files, never cards") {
  const Destination group{{"app", "c1", ChatKind::group}, "", {}, "", "o"};
  auto told = words(std::string(3000, 'x'));
  told.mentions = {"lilei"};
  told.files.resize(1);
  told.files[0].media_id = "M1";
  const auto made = calls(told, group);
  REQUIRE(made.size() == 3);
  for (const auto& call : made) {
    CHECK(call.http.url.starts_with(api + "/cgi-bin/appchat/send?access_token="));
    CHECK(call.needs_token);
    CHECK(json_of(call.http.body)["chatid"].text() == "c1");
    CHECK(json_of(call.http.body)["touser"].is_null());
  }
  CHECK(json_of(made[0].http.body).at({"text", "mentioned_list"}).items().size() == 1);
  CHECK(json_of(made[1].http.body).at({"text", "mentioned_list"}).is_null());
  CHECK(json_of(calls(words("x", "**x**"), group)[0].http.body).at({"markdown", "content"}).text() ==
        "**x**");
  CHECK(json_of(calls(carded(), group)[0].http.body)["msgtype"].text() == "text");
  auto update = carded();
  update.updates_card = true;
  CHECK_FALSE(make_wecom_app(account("app"))->encode(update, group, Secret("t"), noon));
}

TEST_CASE("a card with buttons goes out as one, and is updated by its response code") {
  auto body = json_of(calls(carded(), person())[0].http.body);
  CHECK(body["msgtype"].text() == "template_card");
  CHECK(body.at({"template_card", "card_type"}).text() == "button_interaction");
  auto update = carded();
  update.updates_card = true;
  update.card[0].buttons.clear();
  auto to = person();
  to.response_code = "RC1";
  const auto made = calls(update, to);
  CHECK(made[0].http.url.starts_with(api + "/cgi-bin/message/update_template_card?access_token="));
  body = json_of(made[0].http.body);
  CHECK(body["response_code"].text() == "RC1");
  CHECK(body["userids"].items().size() == 1);
  CHECK(body.at({"template_card", "main_title", "title"}).text() == "这篇文章有帮助吗");
  CHECK_FALSE(make_wecom_app(account("app"))->encode(update, person(), Secret("t"), noon));
}

TEST_CASE("errcode 0 still says who did not get it, what to recall and what to update") {
  auto verdict = judged(
      R"({"errcode":0,"errmsg":"ok","invaliduser":"a|b","unlicenseduser":"c","msgid":"M1","response_code":"RC1"})");
  CHECK(verdict.next == Verdict::Next::delivered);
  CHECK(verdict.unreachable == std::vector<std::string>{"a", "b", "c"});
  CHECK(verdict.receipt == "M1");
  CHECK(verdict.response_code == "RC1");
  CHECK(judged(R"({"errcode":0,"invaliduser":["x"]})").unreachable == std::vector<std::string>{"x"});
  CHECK(judged(R"({"errcode":0,"invaliduser":""})").unreachable.empty());
  CHECK(judged(R"({"errcode":81013})").next == Verdict::Next::dead);
}
