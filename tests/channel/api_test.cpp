#include <catch2/catch.hpp>

#include "gateway/channel/wecom_api.h"
#include "tests/channel/support.h"

using namespace channel_test;

namespace {

Result<HttpResponse> json(const std::string& body) {
  return HttpResponse{200, {{"content-type", "application/json"}}, body};
}

}  // namespace

TEST_CASE("secrets and ids are percent-encoded in queries") {
  auto with = account("app");
  with.secret = Secret("a&b=c/ü");
  CHECK(gettoken_request(with).url ==
        api + "/cgi-bin/gettoken?corpid=" + corp + "&corpsecret=a%26b%3Dc%2F%C3%BC");
  CHECK(user_request(with, Secret("t+"), "li lei").url ==
        api + "/cgi-bin/user/get?access_token=t%2B&userid=li%20lei");
  CHECK(login_request(with, Secret("t"), "c&d").url ==
        api + "/cgi-bin/auth/getuserinfo?access_token=t&code=c%26d");
  CHECK(media_request(with, Secret("t"), "m1").url == api + "/cgi-bin/media/get?access_token=t&media_id=m1");
}

TEST_CASE("a token answer is a token, a wrong secret or a reason to wait") {
  const auto fresh = read_token(json(R"({"errcode":0,"access_token":"T","expires_in":7000})"));
  REQUIRE(fresh);
  CHECK(fresh->value.reveal() == "T");
  CHECK(fresh->life_seconds == 7000);
  CHECK(read_token(json(R"({"errcode":40001})")).error().kind == Kind::unauthorized);
  CHECK(read_token(json(R"({"errcode":40013})")).error().kind == Kind::unauthorized);
  CHECK(read_token(json(R"({"errcode":-1})")).error().kind == Kind::try_later);
  CHECK(read_token(json(R"({"errcode":45009})")).error().kind == Kind::try_later);
  CHECK(read_token(json(R"({"errcode":0})")).error().kind == Kind::try_later);
  CHECK(read_token(Error{Kind::internal, "gone"}).error().kind == Kind::try_later);
}

TEST_CASE("a member is known, unknown, or the token is old") {
  const auto user = read_user(json(R"({"errcode":0,"userid":"LiLei","name":"李雷","status":1})"));
  REQUIRE(user);
  CHECK(user->name == "李雷");
  CHECK(user->active);
  CHECK_FALSE(read_user(json(R"({"errcode":0,"userid":"x","status":5})"))->active);
  CHECK(read_user(json(R"({"errcode":60111})")).error().kind == Kind::not_found);
  CHECK(read_user(json(R"({"errcode":42001})")).error().kind == Kind::unauthorized);
}

TEST_CASE("a login by somebody outside the organisation is refused though errcode is 0") {
  CHECK(*read_login(json(R"({"errcode":0,"userid":"lilei"})")) == "lilei");
  CHECK(read_login(json(R"({"errcode":0,"openid":"o","external_userid":"e"})")).error().kind ==
        Kind::not_found);
  CHECK(read_login(json(R"({"errcode":40029})")).error().kind == Kind::not_found);
}

TEST_CASE("open ids are exchanged for plain ones") {
  const auto call = plain_ids_call(account("app"), Secret("t"), {"wo1", "wo2"});
  CHECK(call.needs_token);
  CHECK(json_of(call.http.body)["open_userid_list"] == Json::array({"wo1", "wo2"}));
  const auto plain = read_plain_ids(json(
      R"({"errcode":0,"userid_list":[{"open_userid":"wo1","userid":"lilei"}],"invalid_open_userid_list":["wo2"]})"));
  REQUIRE(plain);
  CHECK(*plain == std::map<std::string, std::string>{{"wo1", "lilei"}});
}

TEST_CASE("media are bytes with a name, an error is JSON with status 200") {
  const auto media = read_media(HttpResponse{
      200,
      {{"content-type", "image/png"}, {"content-disposition", "attachment; filename=\"../a\\b/截图.png\""}},
      "PNG"});
  REQUIRE(media);
  CHECK(media->bytes == "PNG");
  CHECK(media->file_name == "截图.png");
  CHECK(read_media(json(R"({"errcode":40007})")).error().kind == Kind::not_found);
  CHECK(read_media(json(R"({"errcode":42001})")).error().kind == Kind::unauthorized);
  CHECK_FALSE(read_media(HttpResponse{404, {}, ""}));
  CHECK_FALSE(read_media(HttpResponse{200, {{"content-type", "image/png"}}, ""}));
  CHECK_FALSE(read_media(Error{Kind::internal, "gone"}));
  CHECK(read_media(HttpResponse{200, {{"content-disposition", "attachment; filename=a.amr; x=1"}}, "A"})
            ->file_name == "a.amr");
  CHECK(read_media(HttpResponse{200, {{"content-disposition", "attachment; filename=\"open"}}, "A"})
            ->file_name == "open");
}

TEST_CASE("uploads keep within the limits of their kind") {
  const auto with = account("app");
  CHECK(upload_request(with, Secret("t"), {"image", "a.png", "123456", "B"})->url ==
        api + "/cgi-bin/media/upload?access_token=t&type=image");
  CHECK_FALSE(upload_request(with, Secret("t"), {"image", "a.png", "12345", "B"}));
  CHECK_FALSE(
      upload_request(with, Secret("t"), {"voice", "a.amr", std::string(2 * 1024 * 1024 + 1, 'a'), "B"}));
  CHECK(*read_media_id(json(R"({"errcode":0,"media_id":"m","created_at":"1380000000"})")) == "m");
}

TEST_CASE("a message is recalled by its receipt, a group made and spoken to by its id") {
  const auto with = account("app");
  CHECK(json_of(recall_call(with, Secret("t"), "M1").http.body)["msgid"].text() == "M1");
  const auto made = json_of(appchat_create_call(with, Secret("t"), "事件组", "a", {"a", "b"}, "").http.body);
  CHECK(made["userlist"].items().size() == 2);
  CHECK(made["chatid"].is_null());
  CHECK(*read_appchat(json(R"({"errcode":0,"chatid":"c1"})")) == "c1");
  CHECK_FALSE(read_appchat(json(R"({"errcode":86006,"errmsg":"x"})")));
}
